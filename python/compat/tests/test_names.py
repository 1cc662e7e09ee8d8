"""What is there, what is lacking, and whom the packages live beside."""

import importlib.metadata
import os
import subprocess
import sys
import tempfile
import unittest

from .host import CLIENT, COMPAT


def _run(text, *further):
    """What a new Python says to a program, with further folders behind the packages on its path."""
    variables = {**os.environ, "PYTHONPATH": os.pathsep.join([COMPAT, CLIENT, *further])}
    done = subprocess.run([sys.executable, "-c", text], env=variables, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


class NamesTests(unittest.TestCase):
    def test_every_name_that_is_offered_is_there(self):
        import azure.ai.ml
        import azure.ai.ml.entities
        import azure.ai.ml.sweep
        import azure.identity
        import azureml.core
        import azureml.core.compute
        import azureml.data
        import azureml.train.hyperdrive
        import azureml.widgets

        packages = (
            azureml.core, azureml.core.compute, azureml.data, azureml.train.hyperdrive, azureml.widgets,
            azure.ai.ml, azure.ai.ml.entities, azure.ai.ml.sweep, azure.identity,
        )
        for package in packages:
            self.assertEqual(package.__compat__, "attune")
            for name in package.__all__:
                self.assertIsNotNone(getattr(package, name), f"{package.__name__}.{name}")
                self.assertIn(name, dir(package))

    def test_the_exercises_import_paths_lead_to_the_same_things(self):
        from azureml.core import Experiment, Model, Run
        from azureml.core.compute import ComputeTarget
        from azureml.core.compute_target import ComputeTargetException
        from azureml.core.experiment import Experiment as SameExperiment
        from azureml.core.model import Model as SameModel
        from azureml.core.run import Run as SameRun
        from azureml.exceptions import ComputeTargetException as SameException
        from azureml.train.hyperdrive.parameter_expressions import choice
        from azureml.train.hyperdrive.policy import BanditPolicy
        from azureml.train.hyperdrive.runconfig import HyperDriveConfig
        from azureml.train.hyperdrive.sampling import GridParameterSampling

        self.assertIs(Experiment, SameExperiment)
        self.assertIs(Model, SameModel)
        self.assertIs(Run, SameRun)
        self.assertIs(ComputeTargetException, SameException)
        self.assertTrue(all((ComputeTarget, choice, BanditPolicy, HyperDriveConfig, GridParameterSampling)))

    def test_a_name_that_is_lacking_says_what_to_do_instead(self):
        cases = {
            "from azureml.core import Webservice": "models are not served here",
            "from azureml.train.hyperdrive import HyperDriveStep": "submit the sweep by itself",
            "import azureml.pipeline": "pipelines are not run here",
            "import azureml.train.automl": "automated ML is not had here",
            "from azureml.train.estimator import Estimator": "ScriptRunConfig",
            "from azureml.core.compute import AksCompute": "compute here is this machine",
            "from azure.ai.ml import dsl": "components are not run here",
            "from azure.ai.ml.constants import BatchDeploymentOutputAction": "azure.ai.ml.constants has AssetTypes, ",
            "from azureml.core.datastore import AzureBlobDatastore": "the datastores of its home",
            "from azureml.exceptions import WebserviceException": "azureml.exceptions has ActivityFailedException, ",
            "from azure.core import MatchConditions": "install azure-core",
            "from azure.ai.ml import ManagedIdentityConfiguration": "run as the host's account",
            "from azure.ai.ml.entities import ManagedIdentityConfiguration": "run as the host's account",
            "from azure.ai.ml.entities import ManagedOnlineEndpoint": "models are not served here",
        }
        for code, words in cases.items():
            with self.assertRaises(ImportError, msg=code) as caught:
                exec(code, {})
            self.assertIn(words, str(caught.exception))
            self.assertIn("docs/guides/from-azure-ml.md", str(caught.exception))

    def test_a_misspelt_name_says_which_one_is_near_and_an_unknown_one_what_there_is(self):
        with self.assertRaisesRegex(ImportError, "Did you mean Workspace"):
            exec("from azureml.core import Workspce", {})
        with self.assertRaisesRegex(ImportError, "azureml.core has ComputeTarget, Dataset"):
            exec("from azureml.core import Zebra", {})

    def test_a_name_with_an_underscore_is_lacking_as_anywhere(self):
        import azureml.core

        self.assertFalse(hasattr(azureml.core, "_zebra"))
        self.assertFalse(hasattr(azureml.core, "__wrapped__"))

    def test_pip_knows_the_packages_by_the_names_that_notebooks_ask_for(self):
        for name in ("azure-ai-ml", "azureml-core"):
            about = importlib.metadata.metadata(name)
            self.assertIn("Attune", about["Summary"])
            self.assertEqual(about["Version"], __import__("attune_compat").__version__)

    def test_other_packages_of_azure_work_beside_these_and_have_the_whole_azure_core(self):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in {
                "azure/core/__init__.py": "__version__ = 'the whole one'\n",
                "azure/core/exceptions.py": (
                    "class AzureError(Exception): pass\n"
                    "class HttpResponseError(AzureError):\n"
                    "    def __init__(self, message=None, response=None, **kw): super().__init__(message)\n"
                    "class ResourceNotFoundError(HttpResponseError): whole = True\n"
                    "class ResourceExistsError(HttpResponseError): pass\n"
                    "class ClientAuthenticationError(HttpResponseError): pass\n"
                    "class ServiceRequestError(AzureError): pass\n"
                ),
                "azure/core/pipeline.py": "",
                "azure/storage/blob.py": "from azure.core import __version__\n",
            }.items():
                file = os.path.join(folder, name)
                os.makedirs(os.path.dirname(file), exist_ok=True)
                with open(file, "w", encoding="utf-8") as writer:
                    writer.write(text)
            said = _run(
                "import azure.storage.blob as blob, azure.core.pipeline\n"
                "from azure.core.exceptions import ResourceNotFoundError\n"
                "from azure.ai.ml.exceptions import translation\n"
                "from attune.errors import NotFound\n"
                "made = translation(NotFound(404, 'x', 'gone'))\n"
                "print(blob.__version__, made.whole, made)\n",
                folder,
            )
        self.assertEqual(said.strip(), "the whole one True gone")

    def test_without_azure_core_the_bits_that_notebooks_touch_are_there(self):
        said = _run("import azure.core\nfrom azure.core.exceptions import ResourceNotFoundError\nprint(azure.core.__compat__)")
        self.assertEqual(said.strip(), "attune")

    def test_azure_is_a_namespace_that_others_share(self):
        said = _run("import azure, azureml, azure.ai, azureml.train\nprint([m.__file__ for m in (azure, azureml, azure.ai, azureml.train)])")
        self.assertEqual(said.strip(), "[None, None, None, None]")

    def test_no_package_is_needed_to_import_them(self):
        text = (
            "import sys\n"
            "import azureml.core.run, azureml.core.workspace, azureml.core.dataset, azureml.train.hyperdrive.run\n"
            "import azure.ai.ml.client, azure.ai.ml.loading, azure.identity, azureml.widgets.run_details\n"
            "print(sorted({'pandas', 'numpy', 'ipywidgets', 'IPython', 'yaml'} & set(sys.modules)))"
        )
        self.assertEqual(_run(text).strip(), "[]")


if __name__ == "__main__":
    unittest.main()
