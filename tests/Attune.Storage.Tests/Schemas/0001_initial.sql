PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE schema_history (
  version INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  checksum TEXT NOT NULL,
  applied_at TEXT NOT NULL
) STRICT;
INSERT INTO schema_history VALUES(1,'0001_initial.sql','31db127625d2127bc95d5ae567e05e52a5501b4f68720758670f4b3de6a331af','2026-11-24T02:48:04.4875065+00:00');
CREATE TABLE studies (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  spec TEXT NOT NULL,
  state TEXT NOT NULL,
  revision INTEGER NOT NULL DEFAULT 0,
  lease INTEGER NOT NULL DEFAULT 0,
  created_at TEXT NOT NULL
) STRICT;
INSERT INTO studies VALUES(1,'sweep','{"space":{"parameters":{"lr":{"type":"choice","values":[0.01,0.1,1.0]},"trees":{"type":"choice","values":[10,100]}}},"objectives":[{"metric":"AUC","goal":"maximize"},{"metric":"loss","goal":"minimize"}],"sampler":{"type":"grid"},"early_termination":{"type":"bandit","slack_factor":0.1,"evaluation_interval":1,"delay_evaluation":0},"max_trials":6,"seed":18446744073709551615,"initial_points":[],"repeats":1,"deterministic":false}','Completed',2,1,'2026-11-24T02:48:04.5641384+00:00');
CREATE TABLE study_changes (
  study INTEGER NOT NULL REFERENCES studies (id) ON DELETE CASCADE,
  revision INTEGER NOT NULL,
  change TEXT NOT NULL,
  PRIMARY KEY (study, revision)
) STRICT, WITHOUT ROWID;
INSERT INTO study_changes VALUES(1,1,'{"kind":"started","trial":0,"attempt":1,"at":"2026-03-29T12:00:00+00:00"}');
INSERT INTO study_changes VALUES(1,2,'{"kind":"study_ended","state":"completed","reason":"for a test","at":"2026-03-29T12:00:00+00:00"}');
CREATE TABLE names (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;
INSERT INTO names VALUES(1,'sweep_0');
INSERT INTO names VALUES(2,'loss');
INSERT INTO names VALUES(3,'AUC');
CREATE TABLE series (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES names (id),
  metric INTEGER NOT NULL REFERENCES names (id),
  attempt INTEGER NOT NULL,
  UNIQUE (run, metric, attempt)
) STRICT;
INSERT INTO series VALUES(1,1,2,1);
INSERT INTO series VALUES(2,1,3,1);
INSERT INTO series VALUES(3,1,2,2);
CREATE TABLE points (
  series INTEGER NOT NULL,
  step INTEGER NOT NULL,
  timestamp INTEGER NOT NULL,
  value ANY NOT NULL,
  sequence INTEGER NOT NULL,
  run INTEGER NOT NULL,
  source INTEGER NOT NULL,
  PRIMARY KEY (series, step, timestamp, value)
) STRICT, WITHOUT ROWID;
INSERT INTO points VALUES(1,0,1000,0.5,1,1,0);
INSERT INTO points VALUES(1,1,1001,X'fff8000000000000',2,1,1);
INSERT INTO points VALUES(2,1,1001,X'8000000000000000',3,1,2);
INSERT INTO points VALUES(3,-1,1002,1e999,4,1,3);
CREATE TABLE counters (
  name TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO counters VALUES('sequence',4);
CREATE TABLE experiments (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  workspace TEXT NOT NULL,
  name TEXT NOT NULL,
  artifact_location TEXT,
  deleted INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  UNIQUE (workspace, name)
) STRICT;
INSERT INTO experiments VALUES(0,'default','Default',NULL,0,0,0);
INSERT INTO experiments VALUES(1,'default','exercise',NULL,0,1795488484609,1795488484609);
CREATE TABLE experiment_tags (
  experiment INTEGER NOT NULL REFERENCES experiments (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (experiment, name)
) STRICT, WITHOUT ROWID;
INSERT INTO experiment_tags VALUES(1,'team','blue');
CREATE TABLE runs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run TEXT NOT NULL UNIQUE,
  experiment INTEGER NOT NULL REFERENCES experiments (id),
  name TEXT NOT NULL,
  user TEXT NOT NULL,
  status TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  deleted INTEGER NOT NULL DEFAULT 0,
  artifact_location TEXT
) STRICT;
INSERT INTO runs VALUES(1,'sweep_0',0,'calm_lake','ada','Finished',1000,2000,0,'outputs');
CREATE TABLE run_params (
  run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (run, name)
) STRICT, WITHOUT ROWID;
INSERT INTO run_params VALUES(1,'lr','0.1');
INSERT INTO run_params VALUES(1,'trees','100');
CREATE TABLE run_tags (
  run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (run, name)
) STRICT, WITHOUT ROWID;
INSERT INTO run_tags VALUES(1,'mlflow.user','ada');
CREATE TABLE documents (
  id INTEGER PRIMARY KEY,
  workspace TEXT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  version INTEGER NOT NULL,
  json TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  UNIQUE (workspace, kind, name)
) STRICT;
INSERT INTO documents VALUES(1,'default','job','sweep',1,'{"type":"sweep"}','2026-11-24T02:48:04.6213174+00:00');
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('experiments',1);
INSERT INTO sqlite_sequence VALUES('studies',1);
INSERT INTO sqlite_sequence VALUES('runs',1);
CREATE INDEX points_by_arrival ON points (run, sequence, source);
CREATE INDEX runs_by_experiment ON runs (experiment, deleted);
COMMIT;
