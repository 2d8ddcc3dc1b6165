using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>What a strategy's code says of itself, learned in another process: its constructor doesn't run in this one.</summary>
/// <param name="Parameters">With their defaults.</param>
/// <param name="TakesChanges">It can be given other values while it runs.</param>
public sealed record OutpostDescription(IReadOnlyList<Parameter> Parameters, bool TakesChanges)
{
    /// <summary>So long a constructor may take, with the start of its process.</summary>
    public const int LimitMs = 30_000;

    private const int MostBytes = 1 << 20;

    /// <summary>Whether it can be given other values while it runs.</summary>
    public static bool CanChange(Strategy strategy) => strategy.GetType().GetMethod(nameof(Strategy.OnParametersChanged))!.DeclaringType != typeof(Strategy);

    /// <summary>Starts a process, which makes one of it.</summary>
    /// <exception cref="BadInputException">It can't be made, or its process ends or doesn't.</exception>
    /// <exception cref="IOException">The process can't be started.</exception>
    public static OutpostDescription Of(OutpostCode code, Func<IOutpostProcess> start)
    {
        using IOutpostProcess process = start();
        OutpostDescription? found = null;
        string? why = null;
        void Converse()
        {
            try
            {
                (found, why) = Talk(process, code);
            }
            catch (BadInputException e)
            {
                why = $"{code.Label}: {e.Message}";
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                // It is gone, or was killed.
            }
        }

        var talk = new Thread(Converse) { IsBackground = true, Name = "strategy description" };
        talk.Start();
        bool isOver = talk.Join(LimitMs);
        process.To.Close();
        if (!isOver || !process.WaitForEnd(1_000))
            process.Kill();
        bool isGone = process.WaitForEnd(5_000);
        if (!isOver)
            throw new BadInputException($"{code.Label}: its constructor hadn't returned after {LimitMs / 1000} s, and its process was killed");
        return found ?? throw new BadInputException(why ?? $"{code.Label}: {(isGone ? $"while an instance was made of it {process.How}" : "its process can't be used")}");
    }

    internal static void Write(OutpostFrameWriter to, Strategy strategy)
    {
        Parameter.Check(strategy.Parameters);
        CheckpointWriter fields = to.Begin(OutpostFrame.Described);
        fields.Flag(CanChange(strategy));
        fields.Int(strategy.Parameters.Count);
        foreach (Parameter parameter in strategy.Parameters)
            Write(fields, parameter);
        to.End();
    }

    private static (OutpostDescription? Found, string? Why) Talk(IOutpostProcess process, OutpostCode code)
    {
        var to = new OutpostFrameWriter(process.To);
        OutpostWords.Describe(to, code);
        to.Flush();
        var from = new OutpostFrameReader(process.From, MostBytes, "what its process says");
        if (!from.TryRead(out OutpostFrame kind, out ReadOnlySpan<byte> bytes))
            return (null, null);
        var fields = new CheckpointReader(bytes, "what its process says");
        if (kind == OutpostFrame.Over)
        {
            fields.Byte();
            return (null, fields.Text());
        }

        if (kind != OutpostFrame.Described)
            throw fields.Wrong($"a frame of kind {(byte)kind}");
        bool takesChanges = fields.Flag();
        var parameters = new Parameter[fields.Count(1)];
        for (int i = 0; i < parameters.Length; i++)
            parameters[i] = Read(ref fields);
        Parameter.Check(parameters);
        return (new OutpostDescription(parameters, takesChanges), null);
    }

    private static void Write(CheckpointWriter to, Parameter parameter)
    {
        to.Text(parameter is DecimalParameter or WholeParameter or DurationParameter or ChoiceParameter or TextParameter
            ? parameter.Type
            : throw new BadInputException($"parameter {parameter.Name} is a {parameter.GetType().Name}; right in a process of its own is a DecimalParameter, WholeParameter, DurationParameter, ChoiceParameter or TextParameter"));
        to.Text(OutpostWishes.Cut(parameter.Name));
        to.Text(parameter.DefaultText);
        to.Text(OutpostWishes.Cut(parameter.Unit));
        to.Text(OutpostWishes.Cut(parameter.Text));
        switch (parameter)
        {
            case DecimalParameter number:
                to.Decimal(number.Least);
                to.Decimal(number.Most);
                break;
            case WholeParameter number:
                to.Int(number.Least);
                to.Int(number.Most);
                break;
            case DurationParameter duration:
                to.Long(duration.LeastNs);
                to.Long(duration.MostNs);
                break;
            case ChoiceParameter choice:
                to.Int(choice.Choices.Count);
                foreach (string word in choice.Choices)
                    to.Text(word);
                break;
        }
    }

    private static Parameter Read(ref CheckpointReader from)
    {
        (string type, string name, string value, string unit, string text) = (from.Text(), from.Text(), from.Text(), from.Text(), from.Text());
        switch (type)
        {
            case "decimal":
                (decimal least, decimal most) = (from.Decimal(), from.Decimal());
                return With(new DecimalParameter(name, least, least, most, unit, text), p => new DecimalParameter(name, p.Value, least, most, unit, text), value);
            case "whole":
                (int fewest, int highest) = (from.Int(), from.Int());
                return With(new WholeParameter(name, fewest, fewest, highest, unit, text), p => new WholeParameter(name, p.Value, fewest, highest, unit, text), value);
            case "duration":
                (long shortest, long longest) = (from.Long(), from.Long());
                return With(new DurationParameter(name, shortest, shortest, longest, text), p => new DurationParameter(name, p.Ns, shortest, longest, text), value);
            case "choice":
                return new ChoiceParameter(name, value, OutpostWords.Texts(ref from), text);
            case "text":
                return new TextParameter(name, text);
            default:
                throw from.Wrong($"a parameter of type '{type}'");
        }
    }

    // The default as a value: parsed as the user's are.
    private static T With<T>(T parameter, Func<T, T> again, string value) where T : Parameter
    {
        parameter.Set(value);
        return again(parameter);
    }
}
