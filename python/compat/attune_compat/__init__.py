"""What the packages `azureml` and `azure` share: Azure's words on top of the client of an Attune host."""

__version__ = "0.1.0"

#: What these packages say of themselves in ``__compat__``.
MARK = "attune"
