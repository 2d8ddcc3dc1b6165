using System.Diagnostics;

namespace Touchline.EndToEnd.Tests;

/// <summary>
/// Stock clients of the venue, unchanged, against the simulated exchange as a process of its own. <c>./test --long clients</c> fetches them with npm and runs this.
/// </summary>
public sealed class StockClientTests
{
    private const string Account = "stockClientKey:stockClientSecret:10000";

    [Theory]
    [Trait("Category", "Long-clients")]
    [InlineData("ccxt.mjs", "")]
    [InlineData("ccxt.mjs", "split")]
    [InlineData("official.mjs", "")]
    [InlineData("official.mjs", "split")]
    [InlineData("binance.mjs", "")]
    [InlineData("binance.mjs", "split")]
    public async Task A_stock_client_trades_on_the_simulated_exchange(string script, string routes)
    {
        string[] arguments = ["exchange", "binance", "--port", "0", "--symbols", "BTCUSDT,ETHUSDT", "--account", Account, .. routes.Length > 0 ? (string[])["--routes", routes] : []];
        using Process server = TouchlineProgram.Start(arguments);
        try
        {
            string line = await server.StandardOutput.ReadLineAsync().WaitAsync(Patience.Most) ?? throw new InvalidOperationException(await server.StandardError.ReadToEndAsync());
            Assert.StartsWith("listening http://127.0.0.1:", line, StringComparison.Ordinal);
            (int code, string output) = await RunScript(script, line["listening ".Length..]);
            Assert.True(code == 0, $"{script}: {output}");
            Assert.Contains("checks passed", output, StringComparison.Ordinal);
        }
        finally
        {
            server.Kill();
        }
    }

    private static async Task<(int Code, string Output)> RunScript(string script, string url)
    {
        string folder = Path.Combine(Repository(), "artifacts", "clients");
        var info = new ProcessStartInfo("node") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        foreach (string argument in (string[])[Path.Combine(folder, script), url, .. Account.Split(':')[..2]])
            info.ArgumentList.Add(argument);
        using Process process = Process.Start(info)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(Patience.Most);
        }
        catch (TimeoutException)
        {
            process.Kill();
        }

        return (process.ExitCode, await output + await error);
    }

    private static string Repository()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Touchline.slnx")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}
