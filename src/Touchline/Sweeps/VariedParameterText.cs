using System.Numerics;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Sweeps;

/// <summary>
/// Reads what <c>--vary</c> says: <c>name=a,b,c</c>, <c>name=START:STOP:STEP</c> with both ends, <c>name=log:START:STOP:COUNT</c>, and for
/// random draws <c>name=START:STOP</c> and <c>name=log:START:STOP</c>.
/// </summary>
internal sealed class VariedParameterText(IReadOnlyList<Parameter> parameters, string strategy, bool isRandom)
{
    /// <summary>Most values in one list.</summary>
    public const int MostListed = 1_000_000;

    // Far beyond any parameter, and near enough for sums and products of decimals.
    private const decimal MostNumber = 1e19m;

    private const int DecimalScale = 28;
    private const int LogDigits = 6;

    /// <exception cref="BadInputException">The text isn't one of a parameter's values.</exception>
    public VariedParameter Read(string text)
    {
        int equal = text.IndexOf('=');
        if (equal < 1)
            throw new BadInputException($"--vary: '{text}' is wrong; right is name=VALUES, e.g. spread=1:10:1 or size=0.001,0.002");
        (string name, string values) = (text[..equal], text[(equal + 1)..]);
        Parameter parameter = parameters.FirstOrDefault(p => p.Name == name) ?? throw Unknown(name);
        NumberText? numbers = NumberText.Of(parameter);
        if (values.Length == 0)
            throw Bad(name, "has no values", numbers);
        if (numbers is null || !values.Contains(':'))
            return List(parameter, values.Split(','));
        string[] parts = values.Split(':');
        return parts[0] == "log" ? Logarithmic(parameter, numbers, parts[1..]) : Range(parameter, numbers, parts);
    }

    private static ListedValues List(Parameter parameter, string[] values)
    {
        if (values.Length > MostListed)
            throw new BadInputException($"--vary {parameter.Name} lists {values.Length:N0} values; at most {MostListed:N0} are read");
        string before = parameter.ValueText;
        NumberText? numbers = NumberText.Of(parameter);
        var written = new List<string>();
        var seen = new HashSet<string>();
        foreach (string value in values)
        {
            Set(parameter, value.Trim());
            string text = numbers is not null && numbers.TryRead(parameter.ValueText, out decimal number) ? numbers.Write(number) : parameter.ValueText;
            if (!seen.Add(text))
                throw new BadInputException($"--vary {parameter.Name} has the value {text} twice");
            written.Add(text);
        }

        Set(parameter, before);
        return new ListedValues(parameter.Name, written);
    }

    private VariedParameter Range(Parameter parameter, NumberText numbers, string[] parts)
    {
        string name = parameter.Name;
        if (parts.Length is < 2 or > 3)
            throw Bad(name, $"is '{string.Join(':', parts)}'", numbers);
        decimal start = Number(name, parts[0], numbers), stop = Number(name, parts[1], numbers);
        if (parts.Length == 2)
            return Drawn(parameter, numbers, start, stop, isLogarithmic: false);
        decimal step = Number(name, parts[2], numbers);
        if (step == 0)
            throw Bad(name, "has a step of 0", numbers);
        if (numbers.IsWhole && (start != decimal.Truncate(start) || step != decimal.Truncate(step)))
            throw Bad(name, "must start and step by whole numbers", numbers);
        if (step > 0 != stop >= start && stop != start)
            throw Bad(name, $"is empty: steps of {parts[2]} don't lead from {parts[0]} to {parts[1]}", numbers);
        BigInteger steps = BigInteger.Divide(Exact(stop) - Exact(start), Exact(step));
        var stepped = new SteppedValues(name, numbers, start, stop, step, steps);
        CheckEnds(parameter, stepped);
        return stepped;
    }

    private VariedParameter Logarithmic(Parameter parameter, NumberText numbers, string[] parts)
    {
        string name = parameter.Name;
        if (parts.Length is < 2 or > 3)
            throw Bad(name, $"is 'log:{string.Join(':', parts)}'", numbers);
        decimal start = Number(name, parts[0], numbers), stop = Number(name, parts[1], numbers);
        if (start <= 0 || stop <= start)
            throw Bad(name, "is by its logarithm: both ends must be above 0 and the first the lesser", numbers);
        if (parts.Length == 2)
            return Drawn(parameter, numbers, start, stop, isLogarithmic: true);
        if (!int.TryParse(parts[2], out int count) || count is < 2 or > MostListed)
            throw Bad(name, $"has a count of '{parts[2]}' where a whole number from 2 to {MostListed:N0} is right", numbers);
        IEnumerable<decimal> values = Enumerable.Range(0, count).Select(i => i == 0 ? start : i == count - 1
            ? stop
            : numbers.Round(DecimalPower.Between(start, stop, (decimal)i / (count - 1)), LogDigits));
        return List(parameter, [.. values.Select(numbers.Write).Distinct()]);
    }

    private DrawnValues Drawn(Parameter parameter, NumberText numbers, decimal start, decimal stop, bool isLogarithmic)
    {
        if (!isRandom)
            throw Bad(parameter.Name, "is a range without a step, which only --random N can draw from", numbers);
        if (stop <= start)
            throw Bad(parameter.Name, "is empty: its first end must be the lesser", numbers);
        var drawn = new DrawnValues(parameter.Name, numbers, start, stop, isLogarithmic);
        CheckEnds(parameter, drawn);
        return drawn;
    }

    private static void CheckEnds(Parameter parameter, VariedParameter varied)
    {
        string before = parameter.ValueText;
        foreach (string value in varied.Ends)
            Set(parameter, value);
        Set(parameter, before);
    }

    private static void Set(Parameter parameter, string value)
    {
        try
        {
            parameter.Set(value);
        }
        catch (BadInputException e)
        {
            throw new BadInputException($"--vary: {e.Message}", e);
        }
    }

    private decimal Number(string name, string text, NumberText numbers) =>
        numbers.TryRead(text, out decimal number) && Math.Abs(number) <= MostNumber ? number : throw Bad(name, $"has '{text}' in it", numbers);

    private BadInputException Bad(string name, string what, NumberText? numbers)
    {
        string right = numbers is null ? "a list a,b,c"
            : isRandom ? "a list a,b,c, START:STOP, START:STOP:STEP or log:START:STOP" : "a list a,b,c, START:STOP:STEP or log:START:STOP:COUNT";
        string units = numbers is { IsTime: true } ? " with units, e.g. 500ms" : "";
        return new BadInputException($"--vary {name} {what}; right is {right}{units}");
    }

    private BadInputException Unknown(string name)
    {
        string[] known = [.. parameters.Select(p => p.Name)];
        return new BadInputException(known.Length == 0
            ? $"--vary: parameter '{name}' is unknown: strategy {strategy} has none"
            : $"--vary: parameter '{name}' is unknown to strategy {strategy}{NearestName.Hint(name, known)}; known are {string.Join(", ", known)}");
    }

    // As a count of the finest step that a decimal can have: nothing overflows, nothing is rounded.
    private static BigInteger Exact(decimal value)
    {
        int[] bits = decimal.GetBits(value);
        BigInteger units = ((BigInteger)(uint)bits[2] << 64) + ((BigInteger)(uint)bits[1] << 32) + (uint)bits[0];
        int scale = (bits[3] >> 16) & 0xFF;
        return (bits[3] < 0 ? -units : units) * BigInteger.Pow(10, DecimalScale - scale);
    }
}
