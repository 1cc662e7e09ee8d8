"""Estimators are not had here."""

from attune_compat.names import missing

raise missing("azureml.train.estimator", "describe the script with azureml.core.ScriptRunConfig.")
