using System.CommandLine;
using System.CommandLine.Parsing;
using Touchline.Configuration;
using Touchline.Control;
using Touchline.Core;

namespace Touchline.Commands;

/// <summary>
/// The command line's layer of the settings: an option for each setting, made from the table, and the JSON file's name. Values are
/// read by the settings, not by the parser, so that a wrong one is told in the same words in every layer.
/// </summary>
internal sealed class TradingOptions
{
    private readonly Option<string?> _config = new("--config", "-c") { Description = "The JSON file with settings; without it touchline.json, where there is one" };

    private readonly Option<string[]> _parameters = Repeated(
        Settings.ParameterOption, "A parameter of the strategy, name=value; may be given several times. 'touchline strategies' lists them.");

    private readonly Option<string[]> _risk = Repeated(Settings.RiskOption, RiskHelp());

    private readonly bool _hasRisk;
    private readonly Dictionary<Setting, Option<string?>> _scalars = [];
    private readonly Dictionary<Setting, Option<string[]>> _lists = [];

    /// <param name="settings">Those that the verb has an option for.</param>
    public TradingOptions(IReadOnlyList<Setting> settings)
    {
        _hasRisk = settings.Any(s => s.Option == Settings.RiskOption);
        foreach (Setting setting in settings.Where(s => s.NameInOption is null))
        {
            if (setting.IsList)
                _lists[setting] = Repeated(setting.Option, Sentence($"{setting.Text}; may be given several times"));
            else
                _scalars[setting] = new Option<string?>(setting.Option) { Arity = setting.IsSwitch ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne, Description = Sentence($"{setting.Text}: {setting.Right} (default {setting.DefaultText})") };
        }
    }

    public void AddTo(Command command)
    {
        foreach (Setting setting in Settings.All)
        {
            if (_scalars.TryGetValue(setting, out Option<string?>? scalar))
                command.Add(scalar);
            if (_lists.TryGetValue(setting, out Option<string[]>? list))
                command.Add(list);
            if (setting == Settings.Strategy && _scalars.ContainsKey(setting))
                command.Add(_parameters);
        }

        if (_hasRisk)
            command.Add(_risk);
        command.Add(_config);
    }

    /// <exception cref="BadInputException">A setting is wrong in any layer.</exception>
    public TradingSettings Read(ParseResult parsed) => TradingSettings.Of(ReadHere(parsed));

    /// <summary>The same for a session, which may be about a real venue.</summary>
    /// <exception cref="BadInputException">A setting is wrong in any layer.</exception>
    /// <param name="isUnasked">The program was started without a word.</param>
    public TradingSettings ReadSession(ParseResult parsed, bool isUnasked)
    {
        ConfigurationPlace place = ConfigurationPlace.Current();
        SettingLayer[] weakest = isUnasked ? [HttpSetting.Unasked()] : [];
        var settings = Warned(new EffectiveSettings([.. weakest, .. place.Layers(parsed.GetValue(_config)), CommandLineLayer(parsed)]));
        return TradingSettings.OfSession(settings) with { Control = ControlSettings.Of(settings, place, parsed.GetValue(_config)) };
    }

    /// <summary>The same for what a live session left in a journal.</summary>
    /// <exception cref="BadInputException">A setting is wrong in any layer.</exception>
    public TradingSettings ReadRecovery(ParseResult parsed, string journal) => TradingSettings.OfRecovery(ReadHere(parsed, TradingSettings.RecoveryLayer(journal)));

    /// <summary>From where the program runs; says on standard error what is left out.</summary>
    /// <exception cref="BadInputException">A setting is wrong in any layer.</exception>
    public EffectiveSettings ReadHere(ParseResult parsed, params SettingLayer[] strongest)
    {
        return Warned(ReadAll(parsed, ConfigurationPlace.Current(), strongest));
    }

    /// <summary>One setting, whatever is wrong with the strategy and its parameters.</summary>
    /// <exception cref="BadInputException">It is wrong, or a layer can't be read.</exception>
    public T ReadAlone<T>(ParseResult parsed, Setting<T> setting)
    {
        SettingLayer[] layers = [.. ConfigurationPlace.Current().Layers(parsed.GetValue(_config)), CommandLineLayer(parsed)];
        Assignment[] given = [.. layers.SelectMany(l => l.Assignments).Where(a => a.Path == setting.Path)];
        foreach (Assignment assignment in given)
            setting.Show(assignment);
        return given.Length == 0 ? setting.Default : setting.Read(given[^1]);
    }

    private static EffectiveSettings Warned(EffectiveSettings settings)
    {
        foreach (string warning in settings.Warnings)
            Console.Error.WriteLine($"warning: {warning}");
        return settings;
    }

    /// <exception cref="BadInputException">A setting is wrong in any layer.</exception>
    public EffectiveSettings ReadAll(ParseResult parsed, ConfigurationPlace place, params SettingLayer[] strongest) =>
        new([.. place.Layers(parsed.GetValue(_config)), CommandLineLayer(parsed), .. strongest]);

    private SettingLayer CommandLineLayer(ParseResult parsed)
    {
        var layer = new SettingLayer();
        foreach ((Setting setting, Option<string?> option) in _scalars)
        {
            if ((parsed.GetValue(option) ?? (setting.IsSwitch && parsed.GetResult(option) is not null ? SettingText.On : null)) is { } value)
                layer.Add(new Assignment(setting.Path, [value], Source(option)));
        }

        foreach ((Setting setting, Option<string[]> option) in _lists)
        {
            if (parsed.GetValue(option) is { Length: > 0 } values)
                layer.Add(new Assignment(setting.Path, values, Source(option)));
        }

        foreach ((string name, string value) in _hasRisk ? Pairs(parsed, _risk) : [])
            layer.Add(new Assignment(LimitNamed(name, Source(_risk)).Path, [value], Source(_risk)));
        foreach ((string name, string value) in _scalars.ContainsKey(Settings.Strategy) ? Pairs(parsed, _parameters) : [])
            layer.Add(new Assignment(Settings.ParameterPrefix + name, [value], Source(_parameters)));
        return layer;
    }

    private static IEnumerable<(string Name, string Value)> Pairs(ParseResult parsed, Option<string[]> option)
    {
        foreach (string text in parsed.GetValue(option) ?? [])
        {
            int equal = text.IndexOf('=');
            yield return equal > 0
                ? (text[..equal], text[(equal + 1)..])
                : throw new BadInputException($"{Source(option)}: '{text}' is wrong; right is name=value");
        }
    }

    private static Setting LimitNamed(string name, string source) => Limits().FirstOrDefault(s => s.NameInOption == name)
        ?? throw new BadInputException($"{source}: limit '{name}' is unknown{NearestName.Hint(name, LimitNames(), $"; known are {string.Join(", ", LimitNames())}")}");

    private static IEnumerable<string> LimitNames() => Limits().Select(s => s.NameInOption!);

    private static string Source(Option option) => $"command line {option.Name}";

    private static Option<string[]> Repeated(string name, string text) => new(name) { Description = text, AllowMultipleArgumentsPerToken = false };

    private static string RiskHelp() =>
        $"A limit on risk, name=value; may be given several times: {string.Join("; ", Limits().Select(s => $"{s.NameInOption} ({s.Text}, default {s.DefaultText})"))}";

    private static IEnumerable<Setting> Limits() => Settings.All.Where(s => s.Option == Settings.RiskOption);

    private static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
