CREATE TABLE snapshot (
  id INTEGER PRIMARY KEY,
  session_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  cause TEXT NOT NULL,
  facts TEXT,
  last_edited TEXT
);
CREATE INDEX snapshot_session ON snapshot (session_id, cause, at);
CREATE INDEX snapshot_age ON snapshot (at);
CREATE TABLE plan (
  id INTEGER PRIMARY KEY,
  session_id TEXT NOT NULL,
  project_dir TEXT,
  account_key TEXT,
  cause TEXT NOT NULL,
  summary TEXT NOT NULL,
  queue TEXT NOT NULL DEFAULT '[]',
  blocked_on TEXT,
  reset_at INTEGER,
  est_tokens INTEGER,
  armed INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  told_at INTEGER,
  cleared_at INTEGER
);
CREATE INDEX plan_open_session ON plan (session_id) WHERE cleared_at IS NULL;
CREATE INDEX plan_open_project ON plan (project_dir) WHERE cleared_at IS NULL;
CREATE INDEX plan_age ON plan (created_at);
