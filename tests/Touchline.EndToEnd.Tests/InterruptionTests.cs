using System.Diagnostics;

namespace Touchline.EndToEnd.Tests;

public sealed class InterruptionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_paper_session_that_is_told_to_end_cancels_everything_and_sums_up()
    {
        TouchlineProgram.Run("generate", "--for", "60s", "-o", _folder["a.gz"]).AssertDone();
        TouchlineProgram.Run("import", "--format", "binance-usdm-raw", "--symbol", "BTCUSDT", "-o", _folder["a.tlr"], _folder["a.gz"]).AssertDone();
        using Process run = TouchlineProgram.Start("run", "--data", _folder["a.tlr"]);
        Assert.NotNull(run.StandardOutput.ReadLine());
        Process.Start("bash", ["-c", $"kill -TERM {run.Id}"]).WaitForExit();
        string rest = run.StandardOutput.ReadToEnd();
        Assert.True(run.WaitForExit(Patience.Most));
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("all orders are cancelled, 0 left working", rest);
    }
}
