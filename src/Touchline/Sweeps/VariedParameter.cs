using System.Numerics;
using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Sweeps;

/// <summary>A parameter that a sweep varies, with the values that it may take. The values stand in the parameter's own way of writing.</summary>
/// <param name="Count">How many values there are; null for a range without steps, which is for random draws alone.</param>
internal abstract record VariedParameter(string Name, BigInteger? Count)
{
    /// <summary>The value at a place from 0 to <see cref="Count"/> − 1.</summary>
    public abstract string this[long place] { get; }

    /// <summary>Any of the values.</summary>
    public virtual string Draw(SeededRandom random) => this[(long)Math.BigMul(random.NextBits(), (ulong)Count!.Value, out _)];

    /// <summary>The values at which the parameter's own limits show, if any: all that are listed, both ends of a range.</summary>
    public abstract IEnumerable<string> Ends { get; }
}

/// <summary>Values one by one.</summary>
internal sealed record ListedValues(string Name, IReadOnlyList<string> Values) : VariedParameter(Name, Values.Count)
{
    public override string this[long place] => Values[(int)place];

    public override IEnumerable<string> Ends => Values;
}

/// <summary>From a start in equal steps, exactly.</summary>
/// <param name="Stop">The last value, or one behind it by less than a step.</param>
internal sealed record SteppedValues(string Name, NumberText Text, decimal Start, decimal Stop, decimal Step, BigInteger Steps) : VariedParameter(Name, Steps + 1)
{
    public override string this[long place] => Text.Write(Start + Step * place);

    public override IEnumerable<string> Ends => [Text.Write(Start), Steps <= long.MaxValue ? this[(long)Steps] : Text.Write(Stop)];
}

/// <summary>Anything from least to most, evenly or by its logarithm, to four digits.</summary>
internal sealed record DrawnValues(string Name, NumberText Text, decimal Least, decimal Most, bool IsLogarithmic) : VariedParameter(Name, Count: null)
{
    private const int Digits = 4;

    public override string this[long place] => throw new NotSupportedException("a range without steps has no places");

    public override string Draw(SeededRandom random)
    {
        decimal share = (decimal)random.NextDouble();
        decimal value = IsLogarithmic ? DecimalPower.Between(Least, Most, share) : Least + (Most - Least) * share;
        return Text.Write(Math.Clamp(Text.Round(value, Digits), Least, Most));
    }

    public override IEnumerable<string> Ends => [Text.Write(Least), Text.Write(Most)];
}
