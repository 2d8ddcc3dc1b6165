using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;

namespace Touchline.EndToEnd.Tests;

/// <summary>A session in a terminal of its own, with its user's keys: what it sends there, and what its journal and recording say afterwards.</summary>
public sealed class TerminalTests : IDisposable
{
    private const string Enter = "\u001b[?1049h";
    private const string Leave = "\u001b[?1049l";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TerminalFact]
    public void Commands_given_by_key_are_in_the_journal_and_in_a_backtest_of_the_recording()
    {
        using Terminal terminal = Start("run", "--record", _folder["r.tlr"], "--journal", _folder["J"], "--param", "refresh=50ms");
        terminal.WaitFor("running");
        terminal.Press("\u001b[C", "done: spread = 1.1"); // right
        terminal.Press("\u001b[B\r", "size (now"); // down, enter
        terminal.Press("0.0005\r", "refused: parameter size is 0.0005");
        terminal.Press("\r0.002\r", "done: size = 0.002");
        terminal.Press("p", "PAUSED");
        terminal.Press("p", "goes on");
        terminal.Press("K", "y: yes");
        terminal.Press("y", "KILLED");
        terminal.Press("a", "running");
        terminal.Press("q", "left working");
        string all = terminal.End();
        Assert.Equal((1, 1), (all.Split(Enter).Length - 1, all.Split(Leave).Length - 1));
        Assert.True(all.IndexOf(Leave, StringComparison.Ordinal) < all.IndexOf("all orders are cancelled, 0 left working", StringComparison.Ordinal));
        Assert.Contains("7 commands were given; parameters at the end: spread=1.1, size=0.002", all);

        JsonNode replay = Json("replay", _folder["J"], "--json");
        Assert.True((bool)replay["equal"]! && replay["stop"] is null, replay.ToJsonString());
        JsonNode backtest = Json("backtest", "--data", _folder["r.tlr"], "--json", "-", "--param", "refresh=50ms");
        Assert.Equal((7, "1.0"), ((int)backtest["commands"]!, (string)backtest["parameters"]!["spread"]!));
        string summary = all[all.IndexOf(Leave, StringComparison.Ordinal)..];
        Assert.Contains($"{(long)backtest["fills"]!:N0} fills from {(long)backtest["orders"]!["sent"]!:N0} orders", summary);
        Assert.Contains($"position {(decimal)backtest["position"]!:0.########}; P&L {(decimal)backtest["equity"]!:N4} after fees of {(decimal)backtest["fees"]!:N4}", summary);
    }

    [TerminalFact]
    public void Ctrl_C_gives_the_users_screen_back_before_it_sums_up()
    {
        using Terminal terminal = Start("run");
        terminal.WaitFor("running");
        terminal.Press("\u0003", "left working");
        string all = terminal.End();
        Assert.Equal(2, all.Split(Leave).Length);
        Assert.Contains("stopped: all orders are cancelled", all[all.IndexOf(Leave, StringComparison.Ordinal)..]);
    }

    [TerminalFact]
    public void A_strategy_that_fails_gives_it_back_too_and_its_words_steer_nothing()
    {
        string source = _folder.Write("bad.cs", """
            class Bad : Strategy
            {
                private int _left = 50;

                public override void OnBook(int instrument)
                {
                    Context.Log("log \u001b]0;title\u0007");
                    if (--_left == 0)
                        throw new Exception("boom \u001b[31m");
                }
            }
            """);
        using Terminal terminal = Start("run", "--strategy", source);
        terminal.WaitFor("boom");
        string all = terminal.End();
        Assert.Contains("boom [31m", all[all.IndexOf(Leave, StringComparison.Ordinal)..]);
        Assert.DoesNotContain("\u001b]0;title", all);
        Assert.DoesNotContain("\u0007", all);
    }

    [TerminalFact]
    public void Without_colour_no_colour_is_sent_and_a_dumb_terminal_gets_lines()
    {
        using Terminal plain = Start("run", "--no-color");
        plain.WaitFor("running");
        plain.Press("q", "left working");
        Assert.DoesNotMatch("\u001b\\[[0-9;]*[1-9][0-9]*m", plain.End());
        using Terminal dumb = Terminal.Start(new() { ["TERM"] = "dumb" }, "run", "--for", "1s", "--speed", "max");
        Assert.DoesNotContain("\u001b", dumb.End());
    }

    private static Terminal Start(params string[] arguments) => Terminal.Start(new() { ["TERM"] = "xterm", ["LC_ALL"] = "C.UTF-8", ["NO_COLOR"] = "" }, arguments);

    private static JsonNode Json(params string[] command)
    {
        Outcome outcome = TouchlineProgram.Run(command);
        outcome.AssertDone();
        return JsonNode.Parse(outcome.Output)!;
    }

    // util-linux's "script" gives a process a terminal and hands on what goes in and out.
    private sealed class Terminal : IDisposable
    {
        private readonly Process _process;
        private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(4));
        private readonly StringBuilder _seen = new();

        private Terminal(Process process)
        {
            _process = process;
            _limit.Token.Register(() => process.Kill(entireProcessTree: true));
        }

        public static Terminal Start(Dictionary<string, string> environment, params string[] arguments)
        {
            string command = string.Join(' ', arguments.Prepend(TouchlineProgram.Dll).Prepend("dotnet").Select(a => $"'{a}'"));
            var info = new ProcessStartInfo("script", ["-qefc", $"stty cols 100 rows 30; {command}", "/dev/null"])
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            };
            foreach ((string name, string value) in environment)
                info.Environment[name] = value;
            return new Terminal(Process.Start(info)!);
        }

        public void WaitFor(string text) => Read(_seen.Length, text);

        /// <summary>What is waited for comes after the keys.</summary>
        public void Press(string keys, string then)
        {
            int from = _seen.Length;
            _process.StandardInput.Write(keys);
            _process.StandardInput.Flush();
            Read(from, then);
        }

        /// <summary>All that was sent to the terminal, to the end.</summary>
        public string End()
        {
            _seen.Append(_process.StandardOutput.ReadToEnd());
            _process.WaitForExit();
            Assert.False(_limit.IsCancellationRequested, $"it didn't end: {_seen}");
            return _seen.ToString();
        }

        public void Dispose()
        {
            _limit.Dispose();
            _process.Dispose();
        }

        private void Read(int from, string text)
        {
            char[] some = new char[4096];
            while (!_seen.ToString(from, _seen.Length - from).Contains(text, StringComparison.Ordinal))
            {
                int n = _process.StandardOutput.Read(some);
                Assert.True(n > 0, $"'{text}' isn't shown in: {_seen}");
                _seen.Append(some, 0, n);
            }
        }
    }
}

/// <summary>Skipped, visibly, where there is no way to give a process a terminal.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TerminalFactAttribute : FactAttribute
{
    public TerminalFactAttribute()
    {
        if (!OperatingSystem.IsLinux() || !File.Exists("/usr/bin/script"))
            Skip = "needs Linux and the command script";
    }
}
