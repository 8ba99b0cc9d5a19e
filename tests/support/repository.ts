// A git repository of a test's own, made with nobody's settings.

import { dirname, join } from "@std/path";

/** What git needs to work the same on every machine. */
export const GIT_ENVIRONMENT = {
  PATH: "/usr/local/bin:/usr/bin:/bin",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "Ann",
  GIT_AUTHOR_EMAIL: "ann@example.org",
  GIT_COMMITTER_NAME: "Ann",
  GIT_COMMITTER_EMAIL: "ann@example.org",
  LC_ALL: "C",
};

/** A repository on disk. */
export interface Repository {
  readonly root: string;
  /** Runs git in it and gives its output. Throws when git fails. */
  readonly git: (...args: readonly string[]) => string;
  /** Writes a file, with the directories above it. */
  readonly write: (name: string, text?: string) => void;
}

/** Makes an empty repository at a path, on branch `main`. */
export function makeRepository(root: string): Repository {
  Deno.mkdirSync(root, { recursive: true });
  const git = (...args: readonly string[]) => {
    const { success, stdout, stderr } = new Deno.Command("git", {
      args: [...args],
      cwd: root,
      clearEnv: true,
      env: GIT_ENVIRONMENT,
    }).outputSync();
    if (!success) throw new Error(`git ${args[0]}: ${new TextDecoder().decode(stderr)}`);
    return new TextDecoder().decode(stdout);
  };
  git("init", "--quiet", "--initial-branch=main");
  const write = (name: string, text = `${name}\n`) => {
    const path = join(root, name);
    Deno.mkdirSync(dirname(path), { recursive: true });
    Deno.writeTextFileSync(path, text);
  };
  return { root, git, write };
}

/** Makes one with a commit for each subject, each adding a file; `a.txt` comes with the first. */
export function makeCommitted(root: string, subjects: readonly string[] = ["First"]): Repository {
  const repository = makeRepository(root);
  subjects.forEach((subject, index) => {
    repository.write(index === 0 ? "a.txt" : `file-${index}.txt`);
    repository.git("add", "--all");
    repository.git("commit", "--quiet", "--message", subject);
  });
  return repository;
}
