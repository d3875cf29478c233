from contoh.models import Warga
from opd import content


def seed() -> int:
    if Warga.objects.exists():
        return 0
    Warga.objects.create(name="Warga pertama")
    return 1


def demo() -> int:
    for number in range(3):
        person = content.person(number)
        Warga.objects.create(name=person["name"], nik=person["nik"])
    return 3
