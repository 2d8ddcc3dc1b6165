using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Touchline.EndToEnd.Tests;

/// <summary>A simulated Binance in a process of its own, with one account, and what the verbs need to go there.</summary>
internal sealed class VenueProcess : IDisposable
{
    private const string ApiKey = "demo", Secret = "demo-secret";

    private static readonly HttpClient Http = new() { Timeout = Patience.Most };

    private readonly TemporaryFolder _folder;
    private readonly Process _process;
    private readonly string _url;

    /// <param name="more">Further options of the exchange.</param>
    public VenueProcess(TemporaryFolder folder, string symbols = "BTCUSDT,ETHUSDT", params string[] more)
    {
        _folder = folder;
        _process = TouchlineProgram.Start(["exchange", "binance", "--port", "0", "--symbols", symbols, "--account", $"{ApiKey}:{Secret}:100000", .. more]);
        string first = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException(_process.StandardError.ReadToEnd());
        _url = first["listening ".Length..];
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
    }

    /// <summary>What programs that act with its key are started with.</summary>
    public Dictionary<string, string> Environment { get; } = new() { ["TOUCHLINE_PASSPHRASE"] = "correct horse battery" };

    /// <summary>Where it is, as options.</summary>
    public string[] Addresses => AddressesOf(_url);

    public string Url => _url;

    public static string[] AddressesOf(string url)
    {
        string streams = url.Replace("http", "ws", StringComparison.Ordinal);
        return ["--venue", "binance", "--rest-url", url, "--ws-url", streams, "--ws-api-url", $"{streams}/ws-fapi/v1"];
    }

    /// <summary>Makes something go wrong there; without a fault all is well again.</summary>
    public void Fault(string? json = null)
    {
        if (json is null)
            Http.DeleteAsync($"{_url}/_faults").Result.EnsureSuccessStatusCode();
        else
            Http.PostAsync($"{_url}/_faults", new StringContent(json)).Result.EnsureSuccessStatusCode();
    }

    /// <summary>The account's key, added to a file of keys, as options.</summary>
    public string[] Key(string name = "main", string secret = Secret)
    {
        ProcessStartInfo info = TouchlineProgram.Info(null, Environment, "keys", "add", name, "--keys", _folder["keys.json"]);
        info.RedirectStandardInput = true;
        using var add = Process.Start(info)!;
        add.StandardInput.Write($"{ApiKey}\n{secret}\n");
        add.StandardInput.Close();
        string said = add.StandardOutput.ReadToEnd() + add.StandardError.ReadToEnd();
        add.WaitForExit();
        Assert.True(add.ExitCode == 0, said);
        return ["--key", name, "--keys", _folder["keys.json"]];
    }

    public Outcome Run(params string[] arguments) => TouchlineProgram.RunIn(null, Environment, arguments);

    public Process Start(params string[] arguments) => Process.Start(TouchlineProgram.Info(null, Environment, arguments))!;

    /// <summary>Open orders of the account.</summary>
    public int OpenOrders => State().GetProperty("open_orders").GetArrayLength();

    /// <summary>The account's balances as they are told: every fill changes them.</summary>
    public string Balances => State().GetProperty("balances").GetRawText();

    /// <summary>The request weight that this machine's address has used in the exchange's minute.</summary>
    public int UsedWeight
    {
        get
        {
            using HttpResponseMessage reply = Http.GetAsync($"{_url}/fapi/v1/time").Result;
            return int.Parse(reply.Headers.GetValues("X-MBX-USED-WEIGHT-1M").Single(), System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    /// <summary>The account's position, signed.</summary>
    public decimal Position(string symbol) => State().GetProperty("positions").EnumerateArray()
        .Where(p => p.GetProperty("symbol").GetString() == symbol).Sum(p => decimal.Parse(p.GetProperty("positionAmt").GetString()!, System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>A list that the account's key may ask for, in pages, from its first row on.</summary>
    /// <param name="query">Path and query.</param>
    /// <param name="number">The rows' number, which grows.</param>
    /// <param name="from">The parameter that asks for rows from a number on.</param>
    public IEnumerable<JsonElement> All(string query, string number, string from)
    {
        const int Page = 500;
        for (long next = 1; ;)
        {
            JsonElement[] rows = [.. Signed($"{query}&{from}={next}&limit={Page}").EnumerateArray()];
            foreach (JsonElement row in rows)
                yield return row;
            if (rows.Length < Page)
                yield break;
            next = rows[^1].GetProperty(number).GetInt64() + 1;
        }
    }

    /// <summary>An order that somebody places by hand.</summary>
    public void PlaceByHand(string query) => Signed($"/fapi/v1/order?{query}", HttpMethod.Post);

    /// <summary>The exchange ends within so many milliseconds.</summary>
    public bool EndsWithin(int ms) => _process.WaitForExit(ms);

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }

    private JsonElement Signed(string query, HttpMethod? method = null)
    {
        int at = query.IndexOf('?');
        long time = JsonDocument.Parse(Http.GetStringAsync($"{_url}/fapi/v1/time").Result).RootElement.GetProperty("serverTime").GetInt64();
        string signed = $"{query[(at + 1)..]}&timestamp={time}";
        string signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(signed)));
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, $"{_url}{query[..at]}?{signed}&signature={signature}");
        request.Headers.Add("X-MBX-APIKEY", ApiKey);
        using HttpResponseMessage reply = Http.Send(request);
        string body = reply.Content.ReadAsStringAsync().Result;
        Assert.True(reply.IsSuccessStatusCode, body);
        return JsonDocument.Parse(body).RootElement;
    }

    private JsonElement State() => JsonDocument.Parse(Http.GetStringAsync($"{_url}/_state").Result).RootElement.GetProperty("accounts")[0];
}
