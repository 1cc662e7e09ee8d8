"""Runs a notebook with nbclient (python3-nbclient) on the kernel whose spec JUPYTER_PATH holds, and prints it with its outputs."""

import sys

import nbformat
from nbclient import NotebookClient

notebook = nbformat.read(sys.argv[1], as_version=4)
NotebookClient(notebook, timeout=600, startup_timeout=180, kernel_name="attune-csharp").execute()
nbformat.validate(notebook)
nbformat.write(notebook, sys.stdout)
