"""Pipelines are not run here."""

from attune_compat.names import missing

raise missing("azureml.pipeline", "pipelines are not run here; write each step as a job of its own.")
