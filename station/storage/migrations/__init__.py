"""The schema's history: Alembic reads ``env.py`` and ``versions`` from this folder."""
