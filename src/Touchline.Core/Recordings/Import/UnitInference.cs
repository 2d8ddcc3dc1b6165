namespace Touchline.Core;

/// <summary>
/// Guesses an instrument's price and quantity units from the numbers at the start of a file: the greatest common step when at least
/// <see cref="EnoughValues"/> different numbers were seen, else one unit of the last decimal place that occurred (a common step
/// of a handful of numbers is chance).
/// </summary>
public sealed class UnitInference
{
    public const int EnoughValues = 100;

    private readonly StepGuess _price = new();
    private readonly StepGuess _quantity = new();

    public void AddPrice(DecimalText price) => _price.Add(price);

    public void AddQuantity(DecimalText quantity) => _quantity.Add(quantity);

    /// <summary>Null when no price or no quantity other than zero was seen.</summary>
    public (DecimalUnit Tick, DecimalUnit Lot)? Result =>
        _price.Result is { } tick && _quantity.Result is { } lot ? (tick, lot) : null;

    private sealed class StepGuess
    {
        private readonly HashSet<DecimalText> _values = [];
        private DecimalUnit? _common;
        private int _decimals;

        public DecimalUnit? Result
        {
            get
            {
                if (_common is null || _values.Count >= EnoughValues)
                    return _common;
                return DecimalUnit.TryCreate(new DecimalText(1, Math.Max(0, _decimals)), out DecimalUnit unit) ? unit : null;
            }
        }

        public void Add(DecimalText value)
        {
            if (value.IsZero)
                return;
            var positive = new DecimalText(Math.Abs(value.Mantissa), value.Decimals);
            if (_values.Count < EnoughValues)
                _values.Add(positive);
            _decimals = Math.Max(_decimals, value.Decimals);
            if (_common is null)
                _common = DecimalUnit.TryCreate(positive, out DecimalUnit first) ? first : null;
            else if (_common.Value.TryRefine(positive, out DecimalUnit finer))
                _common = finer;
        }
    }
}
