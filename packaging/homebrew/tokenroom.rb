# Template of the formula for the tap; the release job fills in what stands between @ signs. Nobody
# has run it yet: neither `brew install` nor `brew audit` was available where it was written.
#
# An executable must be sealed to the directories of one person, and a formula serves a machine. So
# Homebrew keeps the unsealed executable, and `tokenroom-setup` seals a copy for whoever calls it.
class Tokenroom < Formula
  desc "Tells Claude Code agents what is left of their own budgets"
  homepage "https://github.com/tokenroom-dev/tokenroom"
  version "@VERSION@"
  license "Apache-2.0"

  on_macos do
    on_arm do
      url "https://github.com/tokenroom-dev/tokenroom/releases/download/v@VERSION@/tokenroom-darwin-arm64.tar.gz"
      sha256 "@SHA256_DARWIN_ARM64@"
    end
    on_intel do
      url "https://github.com/tokenroom-dev/tokenroom/releases/download/v@VERSION@/tokenroom-darwin-x64.tar.gz"
      sha256 "@SHA256_DARWIN_X64@"
    end
  end

  on_linux do
    on_arm do
      url "https://github.com/tokenroom-dev/tokenroom/releases/download/v@VERSION@/tokenroom-linux-arm64.tar.gz"
      sha256 "@SHA256_LINUX_ARM64@"
    end
    on_intel do
      url "https://github.com/tokenroom-dev/tokenroom/releases/download/v@VERSION@/tokenroom-linux-x64.tar.gz"
      sha256 "@SHA256_LINUX_X64@"
    end
  end

  resource "installer" do
    url "https://github.com/tokenroom-dev/tokenroom/releases/download/v@VERSION@/install.sh"
    sha256 "@SHA256_INSTALLER@"
  end

  def install
    libexec.install "tokenroom", "tokenroom.slots"
    resource("installer").stage { libexec.install "install.sh" }
    # `opt` stays the same over upgrades, the Cellar does not.
    (bin/"tokenroom-setup").write <<~SH
      #!/bin/sh
      exec sh "#{opt_libexec}/install.sh" --from "#{opt_libexec}" "$@"
    SH
    chmod 0755, bin/"tokenroom-setup"
    # The unsealed executable answers these too.
    generate_completions_from_executable(libexec/"tokenroom", "completions",
                                         shells: [:bash, :zsh, :fish])
    (man1/"tokenroom.1").write Utils.safe_popen_read(libexec/"tokenroom", "man")
  end

  def caveats
    <<~TEXT
      Nothing has touched your Claude Code settings. To see what would change, then to do it:
        tokenroom-setup --dry-run
        tokenroom-setup
      Run it again after each upgrade. Before you uninstall the formula:
        tokenroom-setup --uninstall
    TEXT
  end

  test do
    assert_match "tokenroom #{version} (", shell_output("#{libexec}/tokenroom --version")
    assert_match "--dry-run", shell_output("#{bin}/tokenroom-setup --help")
  end
end
