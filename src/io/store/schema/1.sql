-- Times are epoch seconds; percentages are left, never used. A step is never edited once released.
CREATE TABLE session (
  id TEXT PRIMARY KEY,
  config_dir TEXT,
  account_key TEXT,
  harness TEXT,
  harness_version TEXT,
  project_dir TEXT,
  cwd TEXT,
  transcript_path TEXT,
  model_id TEXT,
  model_name TEXT,
  client_pid INTEGER,
  started_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  answered_at INTEGER,
  cost_usd REAL,
  api_ms REAL,
  windows TEXT NOT NULL DEFAULT '[]',
  context TEXT,
  context_at INTEGER,
  cache TEXT
);
CREATE INDEX session_seen ON session (seen_at);
CREATE INDEX session_pid ON session (client_pid);
CREATE INDEX session_keyed ON session (config_dir, seen_at)
  WHERE answered_at IS NOT NULL AND account_key IS NULL;
CREATE TABLE account (
  key TEXT PRIMARY KEY,
  config_dir TEXT NOT NULL,
  weekly_reset_at INTEGER,
  first_seen_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL
);
CREATE TABLE window_sample (
  id INTEGER PRIMARY KEY,
  account_key TEXT NOT NULL,
  window_key TEXT NOT NULL,
  session_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  observed_at INTEGER NOT NULL,
  headroom_pct REAL NOT NULL,
  reset_at INTEGER
);
CREATE INDEX window_sample_latest ON window_sample (account_key, window_key, id);
CREATE INDEX window_sample_age ON window_sample (at);
CREATE TABLE context_sample (
  id INTEGER PRIMARY KEY,
  session_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  used_tokens INTEGER NOT NULL,
  window_tokens INTEGER
);
CREATE INDEX context_sample_session ON context_sample (session_id, id);
CREATE INDEX context_sample_age ON context_sample (at);
CREATE TABLE event (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  session_id TEXT,
  account_key TEXT,
  detail TEXT
);
CREATE INDEX event_at ON event (at);
CREATE INDEX event_session ON event (session_id, id);
CREATE INDEX event_kind ON event (kind, id);
