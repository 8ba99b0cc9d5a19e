CREATE TABLE pin (
  id INTEGER PRIMARY KEY,
  session_id TEXT,
  project_dir TEXT,
  author TEXT NOT NULL,
  text TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  removed_at INTEGER
);
CREATE INDEX pin_session ON pin (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX pin_project ON pin (project_dir) WHERE session_id IS NULL;
CREATE INDEX pin_end ON pin (min(ifnull(removed_at, 9e9), ifnull(expires_at, 9e9)));
CREATE INDEX pin_session_age ON pin (created_at) WHERE session_id IS NOT NULL;
CREATE TABLE checkpoint (
  session_id TEXT PRIMARY KEY,
  project_dir TEXT,
  note TEXT NOT NULL,
  at INTEGER NOT NULL
);
CREATE INDEX checkpoint_age ON checkpoint (at);
CREATE TABLE handoff (
  session_id TEXT PRIMARY KEY,
  project_dir TEXT,
  digest TEXT NOT NULL,
  chars INTEGER NOT NULL,
  at INTEGER NOT NULL
);
CREATE INDEX handoff_project ON handoff (project_dir, at);
CREATE INDEX handoff_age ON handoff (at);
CREATE TABLE intent (
  id INTEGER PRIMARY KEY,
  session_id TEXT NOT NULL,
  account_key TEXT,
  goal TEXT NOT NULL,
  armed INTEGER NOT NULL DEFAULT 0,
  window_key TEXT,
  reset_at INTEGER,
  created_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  continued_at INTEGER,
  cleared_at INTEGER
);
CREATE INDEX intent_open ON intent (session_id) WHERE cleared_at IS NULL;
CREATE INDEX intent_age ON intent (created_at);
ALTER TABLE snapshot ADD COLUMN around TEXT;
DROP INDEX event_session;
CREATE INDEX event_session ON event (session_id, kind, id);
ALTER TABLE compaction ADD COLUMN model_id TEXT;
ALTER TABLE compaction ADD COLUMN expected_tokens INTEGER;
CREATE INDEX compaction_model ON compaction (model_id, expected_tokens, at)
  WHERE cause = 'auto';
CREATE INDEX window_sample_time ON window_sample
  (account_key, window_key, at, id, headroom_pct, reset_at);
CREATE TABLE flow_minute (
  account_key TEXT NOT NULL,
  minute INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  weight REAL NOT NULL,
  new_tokens INTEGER NOT NULL,
  PRIMARY KEY (account_key, minute)
) WITHOUT ROWID;
CREATE INDEX flow_minute_age ON flow_minute (last_at);
INSERT INTO flow_minute SELECT account_key, at / 60, max(at), sum(weight),
    sum(input_tokens + output_tokens + write_5m_tokens + write_1h_tokens)
  FROM flow WHERE account_key IS NOT NULL GROUP BY 1, 2;
CREATE TRIGGER flow_counted AFTER INSERT ON flow BEGIN
  INSERT INTO flow_minute SELECT NEW.account_key, NEW.at / 60, NEW.at,
    NEW.weight, NEW.input_tokens + NEW.output_tokens + NEW.write_5m_tokens + NEW.write_1h_tokens
    WHERE NEW.account_key IS NOT NULL
    ON CONFLICT DO UPDATE SET last_at = max(last_at, excluded.last_at),
    weight = weight + excluded.weight, new_tokens = new_tokens + excluded.new_tokens;
END;
CREATE TRIGGER flow_recounted AFTER UPDATE ON flow BEGIN
  UPDATE flow_minute SET weight = weight - OLD.weight, new_tokens = new_tokens -
      (OLD.input_tokens + OLD.output_tokens + OLD.write_5m_tokens + OLD.write_1h_tokens)
    WHERE account_key = OLD.account_key AND minute = OLD.at / 60;
  INSERT INTO flow_minute SELECT NEW.account_key, NEW.at / 60, NEW.at,
    NEW.weight, NEW.input_tokens + NEW.output_tokens + NEW.write_5m_tokens + NEW.write_1h_tokens
    WHERE NEW.account_key IS NOT NULL
    ON CONFLICT DO UPDATE SET last_at = max(last_at, excluded.last_at),
    weight = weight + excluded.weight, new_tokens = new_tokens + excluded.new_tokens;
END;
