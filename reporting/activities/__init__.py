"""The activity log: cooperation and information. Rules are in `reporting.domain.activities`."""
