using System.Diagnostics;
using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Touchline.EndToEnd.Tests;

/// <summary>The packages that strategies are written against, made anew and used as their users do; nothing is fetched from elsewhere.</summary>
public sealed class PackageTests : IDisposable
{

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_strategy_made_from_the_template_builds_against_the_packages_and_trades_from_its_file()
    {
        Pack("feed");
        string version = typeof(Core.BadInputException).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
        string[] made = [.. Directory.GetFiles(_folder["feed"]).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];
        Assert.Equal([$"Touchline.Core.{version}.nupkg", $"Touchline.Core.{version}.snupkg", $"Touchline.Sdk.{version}.nupkg", $"Touchline.Sdk.{version}.snupkg", $"Touchline.Templates.{version}.nupkg"], made);
        foreach (string name in (string[])["Touchline.Core", "Touchline.Sdk"])
            AssertWhole(name, version);

        Pack("again");
        Assert.All(made, f => Assert.Equal(Hashes($"feed/{f}"), Hashes($"again/{f}")));

        _folder.Write("nuget.config", $"""
            <configuration>
              <packageSources><clear /><add key="feed" value="{_folder["feed"]}" /></packageSources>
            </configuration>
            """);
        string hive = _folder["hive"];
        Dotnet("new", "install", _folder[$"feed/Touchline.Templates.{version}.nupkg"], "--debug:custom-hive", hive);
        Dotnet("new", "touchline-strategy", "-n", "my-quoter", "--debug:custom-hive", hive);
        string[] files = [.. Directory.GetFiles(_folder["my-quoter"]).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];
        Assert.Equal(["README.md", "my-quoter.cs", "my-quoter.csproj"], files);
        Assert.Contains("class my_quoter : Strategy", File.ReadAllText(_folder["my-quoter/my-quoter.cs"]), StringComparison.Ordinal);
        Dotnet("build", "my-quoter", "-warnaserror", "-nodeReuse:false", "-p:UseSharedCompilation=false");
        Assert.True(File.Exists(_folder["my-quoter/bin/Debug/net10.0/my-quoter.dll"]));

        // What its README says, but for the run without an end.
        string[] said = [.. File.ReadAllLines(_folder["my-quoter/README.md"]).Select(l => l.Split('#')[0].Trim()).Where(l => l.StartsWith("touchline ", StringComparison.Ordinal))];
        Assert.Equal(5, said.Length);
        foreach (string line in said.SkipLast(1))
            TouchlineProgram.RunIn(_folder["my-quoter"], [], line.Split(' ')[1..]).AssertDone();
        JsonNode result = JsonNode.Parse(File.ReadAllText(_folder["my-quoter/result.json"]))!;
        Assert.True((long)result["fills"]! > 0 && (string)result["parameters"]!["away"]! == "10", result.ToJsonString());
    }

    // As nuget.org wants them, and without where they were made.
    private void AssertWhole(string name, string version)
    {
        using ZipArchive package = ZipFile.OpenRead(_folder[$"feed/{name}.{version}.nupkg"]), symbols = ZipFile.OpenRead(_folder[$"feed/{name}.{version}.snupkg"]);
        string[] files = [.. package.Entries.Select(e => e.FullName)];
        Assert.Contains("README.md", files);
        Assert.Contains($"lib/net10.0/{name}.dll", files);
        XElement comments = XElement.Load(Open(package, $"lib/net10.0/{name}.xml"));
        Assert.True(comments.Descendants("summary").Count() > 50);
        XElement about = XElement.Load(Open(package, $"{name}.nuspec")).Elements().First();
        Assert.Equal(("MIT", "README.md", version), (Value("license"), Value("readme"), Value("version")));
        using var pdb = new MemoryStream();
        Open(symbols, $"lib/net10.0/{name}.pdb").CopyTo(pdb);
        Assert.DoesNotContain(Root(), Encoding.UTF8.GetString(pdb.ToArray()), StringComparison.Ordinal);

        string Value(string element) => about.Elements().Single(e => e.Name.LocalName == element).Value;
    }

    // Of each file in it; what time they have is the SDK's matter.
    private IEnumerable<(string, string)> Hashes(string package)
    {
        using ZipArchive archive = ZipFile.OpenRead(_folder[package]);
        return [.. archive.Entries.Select(e =>
        {
            using System.IO.Stream file = e.Open();
            return (e.FullName, Convert.ToHexStringLower(SHA256.HashData(file)));
        })];
    }

    private static System.IO.Stream Open(ZipArchive archive, string entry) => archive.GetEntry(entry)!.Open();

    // Of what was built for these tests.
    private void Pack(string feed)
    {
        string configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        Dotnet("pack", Path.Combine(Root(), "Touchline.slnx"), "-c", configuration == "release" ? "Release" : "Debug", "--no-build", "-o", _folder[feed], "-nodeReuse:false");
    }

    private void Dotnet(params string[] arguments)
    {
        var info = new ProcessStartInfo("dotnet", arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder.Path };
        info.Environment["NUGET_PACKAGES"] = _folder["packages"];
        info.Environment["DOTNET_CLI_HOME"] = _folder["home"];
        info.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        info.Environment["DOTNET_SKIP_FIRST_TIME_EXPERIENCE"] = "1";
        using Process process = Process.Start(info)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        Assert.True(process.WaitForExit(Patience.MostMs), $"dotnet {string.Join(' ', arguments)} didn't end");
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}: exit code {process.ExitCode}: {error.Result}{output.Result}");
    }

    private static string Root()
    {
        string at = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(at, "Touchline.slnx")))
            at = Path.GetDirectoryName(at)!;
        return at;
    }
}
