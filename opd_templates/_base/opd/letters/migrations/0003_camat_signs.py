from django.db import migrations, models

# As in 0001, and once a camat's electronic signature: it is in the same file, whose hash it changes.
FROZEN = """
CREATE OR REPLACE FUNCTION letters_register_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' THEN RAISE EXCEPTION 'a letter of the register is never deleted'; END IF;
    IF NEW.camat_at IS NOT NULL AND OLD.camat_at IS NULL AND OLD.electronic AND OLD.voided_at IS NULL
        AND to_jsonb(NEW) - '{pdf,sha256,camat_by,camat_at}'::text[]
            IS NOT DISTINCT FROM to_jsonb(OLD) - '{pdf,sha256,camat_by,camat_at}'::text[]
    THEN RETURN NEW; END IF;
    IF to_jsonb(NEW) - '{text,pdf,voided_at,voided_by,voided_why}'::text[]
        IS DISTINCT FROM to_jsonb(OLD) - '{text,pdf,voided_at,voided_by,voided_why}'::text[]
        OR (OLD.voided_at IS NOT NULL AND NEW.voided_at IS DISTINCT FROM OLD.voided_at)
        OR (NEW.text <> '' AND NEW.text <> OLD.text) OR (NEW.pdf <> '' AND NEW.pdf <> OLD.pdf)
    THEN RAISE EXCEPTION 'a letter that was signed is never changed'; END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("letters", "0002_one_decided")]

    operations = [
        migrations.AddField("letter", "camat_at", models.DateTimeField("ditandatangani camat", null=True)),
        migrations.AddField(
            "letter",
            "camat_by",
            models.CharField("akun camat", max_length=150, blank=True, default="", db_default=""),
        ),
        migrations.RunSQL(FROZEN, migrations.RunSQL.noop),
    ]
