using System.Globalization;
using Touchline.Core;

namespace Touchline.Sdk;

/// <summary>A strategy's parameter, declared once: its name, default, range, unit and a sentence about it.</summary>
public abstract class Parameter(string name, string type, string defaultText, string unit, string text)
{
    public string Name { get; } = name;

    /// <summary>decimal, whole, duration, choice or text.</summary>
    public string Type { get; } = type;

    /// <summary>What the value counts, e.g. <c>price</c>; empty where the value says it.</summary>
    public string Unit { get; } = unit;

    public string Text { get; } = text;

    /// <summary>The value as the user would type it.</summary>
    public abstract string ValueText { get; }

    /// <summary>The default, likewise.</summary>
    public string DefaultText { get; } = defaultText;

    /// <summary>The allowed values, for people.</summary>
    public abstract string RangeText { get; }

    /// <exception cref="BadInputException">The text is no value of the range.</exception>
    public abstract void Set(string text);

    /// <summary>Another one with the same declaration and value, which changes by itself.</summary>
    public Parameter Copy() => (Parameter)MemberwiseClone();

    /// <summary>Whether the text is a value of the range; the parameter stays as it is.</summary>
    public bool Takes(string text)
    {
        string before = ValueText;
        try
        {
            Set(text);
            return true;
        }
        catch (BadInputException)
        {
            return false;
        }
        finally
        {
            Set(before);
        }
    }

    protected BadInputException Bad(string text) => new($"parameter {Name} is '{text}'; right is {RangeText}");

    /// <summary>Looks at the declarations themselves.</summary>
    /// <exception cref="BadInputException">A name is empty or comes twice, or a default isn't in its own range.</exception>
    public static void Check(IReadOnlyList<Parameter> parameters)
    {
        var seen = new HashSet<string>();
        foreach (Parameter parameter in parameters)
        {
            if (parameter.Name.Length == 0 || parameter.Name.AsSpan().IndexOfAny(" =,.") >= 0)
                throw new BadInputException($"a parameter is declared with the name '{parameter.Name}'; right is a word such as max_position");
            if (!seen.Add(parameter.Name))
                throw new BadInputException($"parameter {parameter.Name} is declared twice");
            if (parameter is not TextParameter)
                parameter.Set(parameter.DefaultText);
        }
    }

    /// <summary>Sets parameters from <c>name=value</c> texts.</summary>
    /// <exception cref="BadInputException">A name is unknown or given twice, or a value is wrong.</exception>
    public static void SetAll(IReadOnlyList<Parameter> parameters, IEnumerable<string> assignments)
    {
        var seen = new HashSet<string>();
        foreach (string assignment in assignments)
        {
            int equal = assignment.IndexOf('=');
            string name = equal < 0 ? assignment : assignment[..equal];
            Parameter parameter = parameters.FirstOrDefault(p => p.Name == name)
                ?? throw new BadInputException($"parameter '{name}' is unknown; known are {string.Join(", ", parameters.Select(p => p.Name))}");
            if (equal < 0)
                throw new BadInputException($"parameter {name} has no value; write {name}={parameter.ValueText}");
            if (!seen.Add(name))
                throw new BadInputException($"parameter {name} is given twice");
            parameter.Set(assignment[(equal + 1)..]);
        }
    }
}

/// <summary>A decimal number within a range.</summary>
public sealed class DecimalParameter(string name, decimal value, decimal least, decimal most, string unit, string text)
    : Parameter(name, "decimal", value.ToString(CultureInfo.InvariantCulture), unit, text)
{
    public decimal Value { get; private set; } = value;

    public decimal Least => least;

    public decimal Most => most;

    public override string ValueText => Value.ToString(CultureInfo.InvariantCulture);

    public override string RangeText => $"a number from {least} to {most}";

    public override void Set(string text) =>
        Value = decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal parsed) && parsed >= least && parsed <= most
            ? parsed
            : throw Bad(text);
}

/// <summary>A whole number within a range.</summary>
public sealed class WholeParameter(string name, int value, int least, int most, string unit, string text)
    : Parameter(name, "whole", value.ToString(CultureInfo.InvariantCulture), unit, text)
{
    public int Value { get; private set; } = value;

    public int Least => least;

    public int Most => most;

    public override string ValueText => Value.ToString(CultureInfo.InvariantCulture);

    public override string RangeText => $"a whole number from {least} to {most}";

    public override void Set(string text) =>
        Value = int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int parsed) && parsed >= least && parsed <= most
            ? parsed
            : throw Bad(text);
}

/// <summary>A length of time within a range, written with its unit: ns, us, ms, s, m.</summary>
public sealed class DurationParameter(string name, long ns, long leastNs, long mostNs, string text)
    : Parameter(name, "duration", Duration.Format(ns), "", text)
{
    public long Ns { get; private set; } = ns;

    public long LeastNs => leastNs;

    public long MostNs => mostNs;

    public override string ValueText => Duration.Format(Ns);

    public override string RangeText => $"a time from {Duration.Format(leastNs)} to {Duration.Format(mostNs)} with its unit (ns, us, ms, s, m)";

    public override void Set(string text) =>
        Ns = Duration.TryParse(text, out long parsed) && parsed >= leastNs && parsed <= mostNs ? parsed : throw Bad(text);
}

/// <summary>One of a few words.</summary>
public sealed class ChoiceParameter(string name, string value, IReadOnlyList<string> choices, string text) : Parameter(name, "choice", value, "", text)
{
    public string Value { get; private set; } = value;

    public IReadOnlyList<string> Choices => choices;

    public override string ValueText => Value;

    public override string RangeText => string.Join(" or ", choices);

    public override void Set(string text) => Value = choices.Contains(text) ? text : throw Bad(text);
}

/// <summary>Any text, such as a label; empty unless given.</summary>
public sealed class TextParameter(string name, string text) : Parameter(name, "text", "", "", text)
{
    public string Value { get; private set; } = "";

    public override string ValueText => Value;

    public override string RangeText => "a text";

    public override void Set(string text) => Value = text;
}
