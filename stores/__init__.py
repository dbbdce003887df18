"""The two twins behind ``storage_service``: a folder on this machine, and an S3 bucket."""
