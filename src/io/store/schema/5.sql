CREATE TABLE profile (
  name TEXT PRIMARY KEY,
  account_key TEXT NOT NULL UNIQUE,
  config_dir TEXT,
  created_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE account_place (
  config_dir TEXT NOT NULL,
  account_key TEXT NOT NULL,
  PRIMARY KEY (config_dir, account_key)
) WITHOUT ROWID;
CREATE TABLE login (
  config_dir TEXT PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE login_change (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  session_id TEXT NOT NULL,
  config_dir TEXT NOT NULL,
  from_key TEXT,
  to_key TEXT,
  at INTEGER NOT NULL,
  told_at INTEGER
);
CREATE INDEX login_change_dir ON login_change (config_dir, id);
CREATE INDEX login_change_untold ON login_change (session_id) WHERE told_at IS NULL;
CREATE INDEX login_change_age ON login_change (at);
ALTER TABLE session ADD COLUMN login_change INTEGER NOT NULL DEFAULT 0;
CREATE INDEX session_account ON session (account_key) WHERE account_key IS NOT NULL;
