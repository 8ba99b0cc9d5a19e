#!/bin/sh
# <xbar.title>tokenroom</xbar.title>
# <xbar.desc>What is left of your coding agent's budgets</xbar.desc>
# <xbar.dependencies>tokenroom</xbar.dependencies>
# <swiftbar.hideRunInTerminal>true</swiftbar.hideRunInTerminal>
#
# For SwiftBar and xbar: put it into the plugin folder, executable. The 5s in its name is how often
# it runs; rename it to change that.

# A menu bar does not know the PATH of your shell.
PATH="$HOME/.local/bin:/opt/homebrew/bin:/usr/local/bin:$PATH"

if ! command -v tokenroom >/dev/null; then
  echo "tokenroom ?"
  echo "---"
  echo "tokenroom is not on the PATH of this plugin | color=red"
  exit 0
fi

case $(tokenroom line --format '{5h.regime}') in
descend) colour=orange ;;
approach | land) colour=red ;;
*) colour= ;;
esac

tokenroom line --format "{5h|–} · {ctx|–}${colour:+ | color=$colour}"
echo "---"
tokenroom line --format '5h       {5h.bar} {5h} · resets {5h.at} (in {5h.reset}) | font=Menlo
week     {week.bar} {week} · resets {week.at} | font=Menlo
context  {ctx.bar} {ctx} · {ctx.tokens} tokens | font=Menlo
cost     {cost} this session | font=Menlo
{project} · {model} · figures {5h.age} old | size=11'
echo "---"
echo "Watch live | bash=\"$(command -v tokenroom)\" param1=watch terminal=true"
echo "What is wrong? | bash=\"$(command -v tokenroom)\" param1=doctor terminal=true"
echo "Refresh | refresh=true"
