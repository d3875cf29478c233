"""What will be: pure functions from the model to plain data. No Pulumi import, no I/O."""

from infra.plan.city import CityPlan, PartPlan, plan_city
from infra.plan.control import Control

__all__ = ["CityPlan", "Control", "PartPlan", "plan_city"]
