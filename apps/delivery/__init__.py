"""Images under a grant: a scoped DICOMweb that shows what was shared and nothing else."""
