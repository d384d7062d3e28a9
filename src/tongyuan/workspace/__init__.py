"""One jurisdiction's data on disk or server: SQL database, lake of files, runs, releases, audit, jobs."""
