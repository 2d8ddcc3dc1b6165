using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Touchline.EndToEnd.Tests;

/// <summary>The program as one file, made as docs/deployment.md says and moved away from where it was made.</summary>
public sealed class PublishTests : IDisposable
{

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [LongFact("publish")]
    [Trait("Category", "Long-publish")]
    public void A_single_file_helps_trades_compiles_a_strategy_backtests_and_keeps_a_database()
    {
        // Folders of its own: the usual ones are of a build for any machine.
        Run("dotnet", "publish", Path.Combine(Root(), "src/Touchline"), "-c", "Release", "-r", "linux-x64", "-p:PublishSingleFile=true", "--self-contained", "false", "-p:DebugType=none", $"-p:ArtifactsPath={_folder["artifacts"]}", "-o", _folder["out"], "--nologo");
        string[] files = [.. Directory.GetFiles(_folder["out"]).Select(f => Path.GetFileName(f)).Order()];
        Assert.Contains("touchline", files);
        Assert.DoesNotContain(files, f => f.EndsWith(".dll", StringComparison.Ordinal));
        // What it was made from isn't needed.
        Directory.Delete(_folder["artifacts"], recursive: true);
        Assert.Contains("backtest", Touchline("--help"));

        JsonNode paper = JsonNode.Parse(Touchline("run", "--for", "3s", "--json"))!;
        Assert.True((long)paper["rows"]! > 0 && (bool)paper["stopped"]!, paper.ToJsonString());

        Touchline("run", "--for", "20s", "--speed", "max", "--json", "--record", "m.tlr", "--journal", "J", "--database", "d.db");
        Touchline("replay", "J");
        Assert.NotEmpty(JsonNode.Parse(Touchline("db", "status", "--database", "d.db", "--json"))!.ToJsonString());

        _folder.Write("quoter.cs", """
            class Quoter : Strategy
            {
                private readonly DecimalParameter _size = new("size", 0.001m, 0, 1000, "quantity", "quantity of each quote");

                public override void OnBook(int instrument)
                {
                    BookView book = Context.Book(instrument);
                    if (!book.IsTwoSided || book.IsCrossed)
                        return;
                    Quantity size = Context.Instruments[instrument].WholeLots(_size.Value);
                    Context.Quote(instrument, [new Quote(book.BestBid, size)], [new Quote(book.BestAsk, size)]);
                }
            }
            """);
        string[] backtest = ["backtest", "--strategy", "quoter.cs", "--data", "m.tlr", "--json", "-"];
        JsonNode figures = JsonNode.Parse(Touchline(backtest))!;
        Assert.True((long)figures["fills"]! > 10, figures.ToJsonString());
        // The same program in many files comes to the same.
        Outcome usual = TouchlineProgram.RunIn(_folder.Path, [], backtest);
        usual.AssertDone();
        JsonNode expected = JsonNode.Parse(usual.Output)!;
        foreach (JsonNode result in (JsonNode[])[expected, figures])
            result.AsObject().Remove("timing");
        Assert.Equal(expected.ToJsonString(), figures.ToJsonString());
    }

    private string Touchline(params string[] arguments) => Run(_folder[Path.Combine("out", "touchline")], arguments);

    private string Run(string program, params string[] arguments)
    {
        var info = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder.Path };
        info.Environment.Remove("TOUCHLINE_LONG_PROGRESS");
        using Process process = Process.Start(info)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        Assert.True(process.WaitForExit(Patience.MostMs), $"{program} {string.Join(' ', arguments)} didn't end");
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: exit code {process.ExitCode}: {error.Result}{output.Result}");
        return output.Result;
    }

    private static string Root()
    {
        string at = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(at, "Touchline.slnx")))
            at = Path.GetDirectoryName(at)!;
        return at;
    }
}
