// Makes every call that npm's client for MLflow has, once at least, against the host of ENDPOINT with the token of TOKEN.
const assert = require("node:assert/strict");
const MLflow = require("mlflow");
const { ViewType, RunState } = require("mlflow/enum");

const { Experiments, Runs, Metrics, Artifacts } = new MLflow({
  endpoint: process.env.ENDPOINT,
  headers: { Authorization: `Bearer ${process.env.TOKEN}` },
});

// The client throws an Error whose message holds the status and the body.
async function refused(status, code, promise) {
  const error = await promise.then(
    () => assert.fail(`${code} was expected`),
    (reason) => JSON.parse(reason.message.replace(/^(Error: )+/, "")),
  );
  assert.equal(error.status, status);
  assert.equal(error.data.error_code, code);
}

async function main() {
  const name = `npm ${process.pid}`;
  const { experiment_id } = await Experiments.create({ name });
  await refused(400, "RESOURCE_ALREADY_EXISTS", Experiments.create({ name }));
  assert.equal((await Experiments.get({ experiment_id })).experiment.name, name);
  await Experiments.update({ experiment_id, new_name: `${name} renamed` });
  const { experiments } = await Experiments.list({ view_type: ViewType.ACTIVE_ONLY });
  assert.ok(experiments.some((each) => each.name === `${name} renamed`));
  await Experiments.delete({ experiment_id });
  await Experiments.restore({ experiment_id });

  const made = await Runs.create({
    experiment_id,
    user_id: "me",
    start_time: 17,
    tags: [{ key: "mlflow.source.name", value: "calls.js" }],
  });
  const run_id = made.run.info.run_id;
  assert.equal(made.run.info.run_uuid, run_id);
  await Runs.logParameter({ run_id, key: "lr", value: "0.1" });
  await refused(400, "INVALID_PARAMETER_VALUE", Runs.logParameter({ run_id, key: "lr", value: "0.2" }));
  await Runs.logMetric({ run_id, key: "auc", value: 0.5, timestamp: 1, step: 0 });
  await Runs.logMetric({ run_id, key: "auc", value: 0.75, timestamp: 2, step: 1 });
  await Runs.logBatch({
    run_id,
    metrics: [{ key: "loss", value: 0.25, timestamp: 3, step: 1 }],
    params: [{ key: "trees", value: "100" }],
    tags: [{ key: "colour", value: "red" }],
  });
  await Runs.setTag({ run_id, key: "shape", value: "round" });
  await Runs.deleteTag({ run_id, key: "shape" });
  await Runs.update({ run_id, status: RunState?.FINISHED ?? "FINISHED", end_time: 99 });

  const { info, data } = (await Runs.get({ run_id })).run;
  assert.deepEqual([info.status, info.start_time, info.end_time], ["FINISHED", 17, 99]);
  assert.deepEqual(
    data.metrics.map((metric) => [metric.key, metric.value, metric.step]),
    [["auc", 0.75, 1], ["loss", 0.25, 1]],
  );
  assert.deepEqual(data.params, [{ key: "lr", value: "0.1" }, { key: "trees", value: "100" }]);
  assert.ok(!data.tags.some((tag) => tag.key === "shape"));

  const { metrics } = await Metrics.getHistory({ run_id, metric_key: "auc" });
  assert.deepEqual(metrics.map((metric) => metric.value), [0.5, 0.75]);

  const found = await Runs.search({
    experiment_ids: [experiment_id],
    filter: "metrics.auc > 0.7 and tags.colour = 'red'",
    run_view_type: ViewType.ACTIVE_ONLY,
    max_results: 10,
    order_by: ["metrics.auc DESC"],
  });
  assert.deepEqual(found.runs.map((run) => run.info.run_id), [run_id]);

  await Runs.delete({ run_id });
  await refused(400, "INVALID_PARAMETER_VALUE", Runs.setTag({ run_id, key: "a", value: "b" }));
  await Runs.restore({ run_id });

  const listed = await Artifacts.list({ run_id });
  assert.equal(listed.root_uri, info.artifact_uri);
  assert.equal(listed.files, undefined);

  await refused(404, "RESOURCE_DOES_NOT_EXIST", Runs.get({ run_id: "none" }));
  // The client forgets a slash here and asks for an address that no server has.
  await refused(404, "ENDPOINT_NOT_FOUND", Experiments.setExperimentTag({ experiment_id, key: "k", value: "v" }));
  console.log(`done with run ${run_id}`);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
