"""AutoML is not had here."""

from attune_compat.names import missing

raise missing("azureml.train.automl", "automated ML is not had here; sweep over a script, with its model as a choice.")
