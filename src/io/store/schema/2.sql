CREATE TABLE flow (
  key TEXT PRIMARY KEY,
  session_id TEXT NOT NULL,
  agent_id TEXT,
  account_key TEXT,
  at INTEGER NOT NULL,
  model_id TEXT,
  input_tokens INTEGER NOT NULL,
  output_tokens INTEGER NOT NULL,
  write_5m_tokens INTEGER NOT NULL,
  write_1h_tokens INTEGER NOT NULL,
  read_tokens INTEGER NOT NULL,
  weight REAL NOT NULL,
  ended INTEGER NOT NULL
);
CREATE INDEX flow_session ON flow (session_id, at, weight, ended);
CREATE INDEX flow_agent ON flow (session_id, agent_id, weight, ended)
  WHERE agent_id IS NOT NULL;
CREATE INDEX flow_account ON flow (account_key, at, session_id, weight, ended)
  WHERE account_key IS NOT NULL;
CREATE INDEX flow_unowned ON flow (session_id) WHERE account_key IS NULL;
CREATE INDEX flow_age ON flow (at);
CREATE TABLE cursor (
  path TEXT PRIMARY KEY,
  session_id TEXT NOT NULL,
  agent_id TEXT,
  identity TEXT NOT NULL,
  size INTEGER NOT NULL,
  modified_ms INTEGER NOT NULL,
  offset INTEGER NOT NULL,
  mark INTEGER NOT NULL,
  inside_line INTEGER NOT NULL,
  counted_from INTEGER,
  seen_at INTEGER NOT NULL
);
CREATE INDEX cursor_session ON cursor (session_id, agent_id);
CREATE INDEX cursor_age ON cursor (seen_at);
CREATE TABLE compaction (
  id TEXT PRIMARY KEY,
  session_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  cause TEXT,
  before_tokens INTEGER,
  after_tokens INTEGER
);
CREATE INDEX compaction_session ON compaction (session_id, at);
CREATE INDEX compaction_age ON compaction (at);
CREATE TABLE calibration (
  account_key TEXT NOT NULL,
  window_key TEXT NOT NULL,
  learned TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (account_key, window_key)
) WITHOUT ROWID;
CREATE TABLE band (
  session_id TEXT PRIMARY KEY,
  told TEXT NOT NULL,
  at INTEGER NOT NULL
);
CREATE INDEX band_age ON band (at);
CREATE TABLE notice (
  scope TEXT NOT NULL,
  kind TEXT NOT NULL,
  about TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL,
  PRIMARY KEY (scope, kind, about)
);
CREATE INDEX notice_age ON notice (at);
