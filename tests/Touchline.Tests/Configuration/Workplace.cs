using System.CommandLine;
using Touchline.Commands;
using Touchline.Configuration;
using Touchline.Core;

namespace Touchline.Tests.Configuration;

/// <summary>A folder and an environment of its own in which settings are read.</summary>
internal sealed class Workplace : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("touchline-").FullName;

    public Dictionary<string, string> Environment { get; } = [];

    public string this[string name] => Path.Combine(_folder, name);

    public Workplace Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[name])!);
        File.WriteAllText(this[name], text);
        return this;
    }

    /// <summary>With <c>touchline.json</c>.</summary>
    public Workplace Json(string text) => Write("touchline.json", text);

    public Workplace DotEnv(string text) => Write(".env", text);

    public Workplace With(string name, string value)
    {
        Environment[name] = value;
        return this;
    }

    public EffectiveSettings Read(params string[] arguments) => Read(Settings.All, arguments);

    /// <summary>As <c>touchline recover</c> reads them.</summary>
    public TradingSettings ReadRecovery(string journal, params string[] arguments) =>
        TradingSettings.OfRecovery(Read(TradingSettings.OfRecoveries, arguments, TradingSettings.RecoveryLayer(journal)));

    /// <summary>The setting's value in effect and where it came from.</summary>
    public (string Value, string Source) Find(string path, params string[] arguments)
    {
        EffectiveSetting found = Read(arguments).Show().Single(s => s.Path == path);
        return (found.Text, found.Source);
    }

    /// <summary>What the user is told.</summary>
    public string Refused(params string[] arguments) => Assert.Throws<BadInputException>(() => Read(arguments)).Message;

    private EffectiveSettings Read(IReadOnlyList<Setting> settings, string[] arguments, params SettingLayer[] strongest)
    {
        var options = new TradingOptions(settings);
        var command = new Command("show");
        options.AddTo(command);
        ParseResult parsed = command.Parse(arguments);
        Assert.Empty(parsed.Errors);
        return options.ReadAll(parsed, new ConfigurationPlace(_folder, Environment), strongest);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
