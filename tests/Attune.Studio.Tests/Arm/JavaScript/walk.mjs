// Walks through a host with Azure's own client. Nothing of it is changed but its endpoint; the host's certificate is trusted through
// NODE_EXTRA_CA_CERTS. Ends with "done"; any other end is a failure.
import { createRequire } from "node:module";
import { strict as assert } from "node:assert";

const require = createRequire(process.env.ATTUNE_MODULES + "/");
const { AzureMachineLearningWorkspaces } = require("@azure/arm-machinelearning");

const credential = {
  getToken: async () => ({ token: process.env.ATTUNE_TOKEN, expiresOnTimestamp: Date.now() + 3600e3 }),
};
const client = new AzureMachineLearningWorkspaces(credential, "0000-1111", {
  endpoint: process.env.ATTUNE_ENDPOINT,
});
const group = "rg-js";
const served = "default";
const step = (text) => console.log(text);
const all = async (pages) => {
  const found = [];
  for await (const each of pages) found.push(each);
  return found;
};

const made = await client.workspaces.beginCreateOrUpdateAndWait(group, "js-workspace", {
  location: "local",
  identity: { type: "SystemAssigned" },
  tags: { purpose: "conformance" },
  sku: { name: "Basic", tier: "Basic" },
  friendlyName: "Conformance workspace",
  description: "made by the client",
});
assert.equal(made.name, "js-workspace");
assert.equal(made.provisioningState, "Succeeded");
assert.ok((await all(client.workspaces.listByResourceGroup(group))).some((w) => w.name === "js-workspace"));
assert.equal((await client.workspaces.get(group, "JS-Workspace")).friendlyName, "Conformance workspace");
await client.workspaces.beginDeleteAndWait(group, "js-workspace");
await assert.rejects(client.workspaces.get(group, "js-workspace"), (e) => e.statusCode === 404 && e.code === "ResourceNotFound");
step("workspace");

const computes = client.computeOperations;
const instance = await computes.beginCreateOrUpdateAndWait(group, served, "ci-js", {
  location: "local",
  properties: {
    computeType: "ComputeInstance",
    properties: { vmSize: "STANDARD_DS11_V2", applicationSharingPolicy: "Personal", sshSettings: { sshPublicAccess: "Disabled" } },
  },
});
assert.equal(instance.properties.provisioningState, "Succeeded");
assert.equal(instance.properties.properties.state, "Running");
await computes.beginStopAndWait(group, served, "ci-js");
assert.equal((await computes.get(group, served, "ci-js")).properties.properties.state, "Stopped");
await computes.beginStartAndWait(group, served, "ci-js");
assert.equal((await computes.get(group, served, "ci-js")).properties.properties.state, "Running");
await computes.beginRestartAndWait(group, served, "ci-js");
assert.equal((await computes.get(group, served, "ci-js")).properties.properties.lastOperation.operationName, "Restart");
step("instance");

await computes.beginCreateOrUpdateAndWait(group, served, "cpu-js", {
  location: "local",
  properties: {
    computeType: "AmlCompute",
    properties: {
      osType: "Linux",
      vmSize: "STANDARD_DS11_V2",
      vmPriority: "Dedicated",
      scaleSettings: { maxNodeCount: 2, minNodeCount: 0, nodeIdleTimeBeforeScaleDown: "PT120S" },
    },
  },
});
const grown = await computes.beginUpdateAndWait(group, served, "cpu-js", {
  properties: { scaleSettings: { maxNodeCount: 4, minNodeCount: 0, nodeIdleTimeBeforeScaleDown: "PT120S" } },
});
assert.equal(grown.properties.properties.scaleSettings.maxNodeCount, 4);
assert.deepEqual((await all(computes.list(group, served))).map((c) => c.name).sort(), ["ci-js", "cpu-js"]);
assert.deepEqual(await all(computes.listNodes(group, served, "cpu-js")), []);
step("cluster");

await client.environmentVersions.createOrUpdate(group, served, "conf-env", "1", {
  properties: { description: "conformance", image: "mcr.example/python", osType: "Linux" },
});
await client.dataContainers.createOrUpdate(group, served, "conf-data", { properties: { dataType: "uri_file" } });
await client.dataVersions.createOrUpdate(group, served, "conf-data", "1", {
  properties: { dataType: "uri_file", dataUri: "azureml://datastores/workspaceblobstore/paths/conf/data.csv" },
});
assert.equal((await all(client.dataVersions.list(group, served, "conf-data")))[0].name, "1");
assert.equal((await all(client.datastores.list(group, served, { isDefault: true })))[0].name, "workspaceblobstore");
assert.equal((await client.datastores.listSecrets(group, served, "workspaceblobstore")).secretsType, "Sas");
step("assets");

const base = `/subscriptions/0000-1111/resourceGroups/${group}/providers/Microsoft.MachineLearningServices/workspaces/${served}`;
const sweep = await client.jobs.createOrUpdate(group, served, "sweep_js", {
  properties: {
    jobType: "Sweep",
    description: "made by the client",
    tags: { source: "arm-sdk" },
    displayName: "conformance sweep",
    experimentName: "conformance",
    computeId: `${base}/computes/cpu-js`,
    earlyTermination: { policyType: "MedianStopping", delayEvaluation: 5, evaluationInterval: 1 },
    inputs: { offset: { jobInputType: "literal", value: "10" } },
    outputs: { model: { jobOutputType: "uri_folder" } },
    limits: { jobLimitsType: "Sweep", timeout: "PT2H", maxConcurrentTrials: 2, maxTotalTrials: 6, trialTimeout: "PT10M" },
    objective: { goal: "Maximize", primaryMetric: "score" },
    samplingAlgorithm: { samplingAlgorithmType: "Grid" },
    searchSpace: { x: ["choice", [[1, 2, 3]]], y: ["choice", [["a", "b"]]] },
    trial: {
      command: "echo score=$(( ${{search_space.x}} + ${{inputs.offset}} )); echo ${{search_space.y}} $CONF > outputs/note.txt",
      environmentId: `${base}/environments/conf-env/versions/1`,
      environmentVariables: { CONF: "1" },
      resources: { instanceCount: 1 },
    },
  },
});
assert.ok(sweep.properties.services.Studio.endpoint.startsWith("https://"));
let job = sweep;
while (!["Completed", "Failed", "Canceled", "Paused"].includes(job.properties.status)) {
  await new Promise((again) => setTimeout(again, 200));
  job = await client.jobs.get(group, served, "sweep_js");
}
assert.equal(job.properties.status, "Completed", JSON.stringify(job.properties.properties));
assert.deepEqual(job.properties.searchSpace, { x: ["choice", [[1, 2, 3]]], y: ["choice", [["a", "b"]]] });
assert.equal(job.properties.objective.goal, "Maximize");
assert.equal(job.properties.earlyTermination.policyType, "MedianStopping");
const best = await client.jobs.get(group, served, job.properties.properties.best_child_run_id);
assert.equal(best.properties.parameters.x, 3);
assert.equal(best.properties.status, "Completed");
step("sweep");

const children = [];
for (let i = 0; i < 6; i++) children.push(await client.jobs.get(group, served, `sweep_js_${i}`));
assert.deepEqual(
  children.map((c) => `${c.properties.parameters.x}${c.properties.parameters.y}`).sort(),
  ["1a", "1b", "2a", "2b", "3a", "3b"],
);
assert.ok((await all(client.jobs.list(group, served, { jobType: "Sweep", tag: "source" }))).some((j) => j.name === "sweep_js"));
step("children");

const register = (version) =>
  client.modelVersions.createOrUpdate(group, served, "model-js", version, {
    properties: {
      modelType: "custom_model",
      modelUri: `azureml://jobs/${best.name}/outputs/artifacts/paths/note.txt`,
      description: "made by the client",
      tags: { round: version },
    },
  });
const registered = await register("1");
assert.equal(registered.name, "1");
assert.equal(registered.properties.jobName, best.name);
await register("2");
assert.equal((await client.modelContainers.get(group, served, "model-js")).properties.latestVersion, "2");
assert.deepEqual((await all(client.modelVersions.list(group, served, "model-js"))).map((m) => m.name), ["2", "1"]);
assert.deepEqual((await all(client.modelVersions.list(group, served, "model-js", { tags: "round=1" }))).map((m) => m.name), ["1"]);
await client.modelVersions.delete(group, served, "model-js", "1");
await assert.rejects(client.modelVersions.get(group, served, "model-js", "1"), (e) => e.statusCode === 404);
assert.ok((await all(client.modelContainers.list(group, served))).some((m) => m.name === "model-js"));
await client.modelContainers.delete(group, served, "model-js");
step("models");

await client.jobs.createOrUpdate(group, served, "cmd_js", {
  properties: { jobType: "Command", command: "sleep 600", environmentId: `${base}/environments/conf-env/versions/1` },
});
await client.jobs.beginCancelAndWait(group, served, "cmd_js");
assert.equal((await client.jobs.get(group, served, "cmd_js")).properties.status, "Canceled");
await client.jobs.beginDeleteAndWait(group, served, "cmd_js");
await assert.rejects(client.jobs.get(group, served, "cmd_js"), (e) => e.statusCode === 404);
step("cancel and delete");

await assert.rejects(
  client.jobs.createOrUpdate(group, served, "wrong_js", {
    properties: {
      jobType: "Sweep",
      objective: { goal: "Maximize", primaryMetric: "m" },
      samplingAlgorithm: { samplingAlgorithmType: "Grid" },
      searchSpace: { x: ["uniform", [1, 0]] },
      trial: { command: "run ${{search_space.z}}", environmentId: "e" },
    },
  }),
  (e) => e.statusCode === 400 && e.details.error.details.some((d) => d.target === "properties.trial.command"),
);
step("refusals");

await computes.beginDeleteAndWait(group, served, "ci-js", "Delete");
await computes.beginDeleteAndWait(group, served, "cpu-js", "Delete");
assert.deepEqual(await all(computes.list(group, served)), []);
step("done");
