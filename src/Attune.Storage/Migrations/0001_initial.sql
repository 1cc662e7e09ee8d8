-- Studies: a row each, and its changes; revision n is the n-th change.
CREATE TABLE studies (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  spec TEXT NOT NULL,
  state TEXT NOT NULL,
  revision INTEGER NOT NULL DEFAULT 0,
  lease INTEGER NOT NULL DEFAULT 0,
  created_at TEXT NOT NULL
) STRICT;

CREATE TABLE study_changes (
  study INTEGER NOT NULL REFERENCES studies (id) ON DELETE CASCADE,
  revision INTEGER NOT NULL,
  change TEXT NOT NULL,
  PRIMARY KEY (study, revision)
) STRICT, WITHOUT ROWID;

-- Measurements. Names of runs and metrics are kept once; a series is one metric of one attempt at a run.
CREATE TABLE names (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE series (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES names (id),
  metric INTEGER NOT NULL REFERENCES names (id),
  attempt INTEGER NOT NULL,
  UNIQUE (run, metric, attempt)
) STRICT;

-- The key is the whole point, so that an equal one is found and not kept twice; it is also the order of charts and of
-- the latest value. A value is a REAL, or the eight bytes (big-endian) of a NaN or of -0, which a REAL cannot hold.
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

-- The order of arrival within a run. It holds every column, so that reading pages never leaves the index.
CREATE INDEX points_by_arrival ON points (run, sequence, source);

-- The newest sequence number given out.
CREATE TABLE counters (
  name TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO counters (name, value) VALUES ('sequence', 0);

-- Runs, as a tracking client sees them. Times are milliseconds since 1970 UTC.
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

CREATE TABLE experiment_tags (
  experiment INTEGER NOT NULL REFERENCES experiments (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (experiment, name)
) STRICT, WITHOUT ROWID;

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

CREATE INDEX runs_by_experiment ON runs (experiment, deleted);

CREATE TABLE run_params (
  run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (run, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE run_tags (
  run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (run, name)
) STRICT, WITHOUT ROWID;

INSERT INTO experiments (id, workspace, name, created_at, updated_at) VALUES (0, 'default', 'Default', 0, 0);

-- Documents: jobs, settings and all else that is small, named and versioned.
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
