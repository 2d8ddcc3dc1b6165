using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Touchline.Core;

namespace Touchline.Configuration;

/// <summary>One setting: its name in every layer, what its value may be and what it is by default.</summary>
internal abstract class Setting(string path, string right, string text)
{
    public const string EnvironmentPrefix = "TOUCHLINE_";

    /// <summary>Its parts with dots between them, as the JSON file nests them.</summary>
    public string Path { get; } = path;

    /// <summary>What a right value looks like.</summary>
    public string Right { get; } = right;

    /// <summary>What it is for.</summary>
    public string Text { get; } = text;

    public required string Option { get; init; }

    /// <summary>For an option that takes <c>name=value</c>: the name.</summary>
    public string? NameInOption { get; init; }

    /// <summary>A second name in the environment, without the program's prefix.</summary>
    public string? PlainName { get; init; }

    /// <summary>In JSON it may also be an object with just these members.</summary>
    public IReadOnlyList<string> Members { get; init; } = [];

    /// <summary>In JSON it may also be an object with this one member, itself an object: its members stand behind the name and a colon.</summary>
    public string? ListMember { get; init; }

    /// <summary>Its option alone, without a value, is <c>on</c>.</summary>
    public bool IsSwitch { get; init; }

    public virtual bool IsList => false;

    public string EnvironmentName => EnvironmentPrefix + Path.ToUpperInvariant().Replace(".", "__");

    public abstract string DefaultText { get; }

    /// <summary>The value in effect, for the user.</summary>
    /// <param name="given">Null: nobody gave one.</param>
    /// <exception cref="BadInputException">The value is wrong.</exception>
    public abstract EffectiveSetting Show(Assignment? given);
}

/// <summary>A setting with a value of a certain type.</summary>
internal abstract class Setting<T>(string path, T defaultValue, string right, string text) : Setting(path, right, text)
{
    public T Default { get; } = defaultValue;

    public override string DefaultText => Write(Default);

    /// <exception cref="BadInputException">The value is wrong; the message names source, setting and what would be right.</exception>
    public T Read(Assignment given) => TryRead(given.Values, out T? value)
        ? value
        : throw Wrong(given);

    /// <summary>What is thrown for a wrong value.</summary>
    public BadInputException Wrong(Assignment given) => new($"{given.Source}: setting {Path} is '{string.Join(", ", given.Values)}'; right is {Right}");

    public override EffectiveSetting Show(Assignment? given)
    {
        T value = given is null ? Default : Read(given);
        return new EffectiveSetting(Path, Write(value), ToJson(value), given?.Source ?? EffectiveSetting.DefaultSource);
    }

    protected abstract bool TryRead(IReadOnlyList<string> values, [MaybeNullWhen(false)] out T value);

    /// <summary>The value as the user would type it.</summary>
    protected abstract string Write(T value);

    protected abstract JsonNode ToJson(T value);
}

/// <summary>Reads a value from its text; false when it is wrong.</summary>
internal delegate bool Reading<T>(string text, [MaybeNullWhen(false)] out T value);

internal sealed class ScalarSetting<T>(string path, T defaultValue, Reading<T> read, Func<T, string> write, string right, string text)
    : Setting<T>(path, defaultValue, right, text)
{
    /// <summary>In JSON it is shown as a number where it is one.</summary>
    public bool IsNumber { get; init; } = typeof(T) == typeof(decimal) || typeof(T) == typeof(int) || typeof(T) == typeof(ulong);

    protected override bool TryRead(IReadOnlyList<string> values, [MaybeNullWhen(false)] out T value) => read(values[0], out value);

    protected override string Write(T value) => write(value);

    protected override JsonNode ToJson(T value) => EffectiveSetting.ToJson(write(value), IsNumber);
}

/// <summary>A list of texts. A stronger layer replaces it whole.</summary>
internal sealed class ListSetting(string path, string right, string text) : Setting<IReadOnlyList<string>>(path, [], right, text)
{
    public override bool IsList => true;

    protected override bool TryRead(IReadOnlyList<string> values, out IReadOnlyList<string> value)
    {
        value = values;
        return values.All(v => v.Length > 0);
    }

    protected override string Write(IReadOnlyList<string> value) => value.Count == 0 ? SettingText.None : string.Join(", ", value);

    protected override JsonNode ToJson(IReadOnlyList<string> value) => new JsonArray([.. value.Select(v => (JsonNode)v)]);
}

/// <summary>A list of names, which may also stand in one text with commas between. A stronger layer replaces it whole.</summary>
internal sealed class NamesSetting(string path, Func<IReadOnlyList<string>, bool> isRight, string right, string text) : Setting<IReadOnlyList<string>>(path, [], right, text)
{
    public override bool IsList => true;

    protected override bool TryRead(IReadOnlyList<string> values, out IReadOnlyList<string> value)
    {
        value = [.. values.SelectMany(v => v.Split(',', StringSplitOptions.TrimEntries))];
        return isRight(value);
    }

    protected override string Write(IReadOnlyList<string> value) => value.Count == 0 ? SettingText.None : string.Join(", ", value);

    protected override JsonNode ToJson(IReadOnlyList<string> value) => new JsonArray([.. value.Select(v => (JsonNode)v)]);
}
