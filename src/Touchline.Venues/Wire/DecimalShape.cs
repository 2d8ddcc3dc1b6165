using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Touchline.Core;

namespace Touchline.Venues.Wire;

/// <summary>
/// Reads a decimal number's text as a count of 10^-places with a few vector instructions: the digits are moved to where they count, the point dropped and missing
/// places filled with zeros, and 16 digits become a number at once. What it can't do (another unit, more digits, an exponent, a sign) it leaves to
/// <see cref="DecimalUnit.TryParseCount"/>, which says the same of what it can.
/// </summary>
internal sealed class DecimalShape
{
    private const int Lane = 16;
    private const int MostPlaces = 12;


    private static readonly DecimalShape?[] Shapes = new DecimalShape?[MostPlaces + 1];

    private static readonly Vector128<byte>[] WholeOrders = [.. Enumerable.Range(0, Lane).Select(static length => MoveOf(length, length, 0).Order)];

    // By length of the text and where the point is (behind the text when there is none).
    private int _usual;
    private readonly Move[] _moves = new Move[(Lane + 1) * (Lane + 1)];

    private DecimalShape(int places)
    {
        for (int length = 1; length < Lane; length++)
        {
            for (int point = 1; point <= length; point++)
                _moves[length * (Lane + 1) + point] = MoveOf(length, point, places);
        }
    }

    /// <summary>Null: the step isn't a power of ten that is read like this, or the machine can't.</summary>
    public static DecimalShape? Of(DecimalUnit step)
    {
        if (step.Mantissa != 1 || (uint)step.Decimals > MostPlaces || !Sse41.IsSupported)
            return null;
        return Shapes[step.Decimals] ??= new DecimalShape(step.Decimals);
    }

    /// <summary>
    /// Reads the number that begins at a place and goes to there behind it. False: it has to be read the long way, which may find it to be no number.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRead(ReadOnlySpan<byte> text, ref int at, out long count)
    {
        count = 0;
        if (at > text.Length - Lane)
            return false;
        Vector128<byte> digits = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(text), (nuint)at) - Vector128.Create((byte)'0');
        uint other = Vector128.GreaterThan(digits, Vector128.Create((byte)9)).ExtractMostSignificantBits();
        int point = BitOperations.TrailingZeroCount(other);
        if (other == 0 || point == 0)
            return false;
        int length = point;
        if (text[at + point] == '.')
            length = BitOperations.TrailingZeroCount(other & (other - 1));
        if (length >= Lane)
            return false;
        ref readonly Move move = ref _moves[length * (Lane + 1) + point];
        if ((~Vector128.Equals(digits, Vector128<byte>.Zero).ExtractMostSignificantBits() & move.MustBeZero) != 0)
            return false;
        count = Number(Ssse3.Shuffle(digits, move.Order));
        Pass(ref at, length, ref _usual);
        return true;
    }

    /// <summary>Reads a bare whole number as JSON writes it, without a sign. False: it has to be read the long way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReadWhole(ReadOnlySpan<byte> text, ref int at, ref int usual, out long number)
    {
        number = 0;
        if (at > text.Length - Lane)
            return TryReadLastWhole(text, ref at, out number);
        Vector128<byte> digits = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(text), (nuint)at) - Vector128.Create((byte)'0');
        uint other = Vector128.GreaterThan(digits, Vector128.Create((byte)9)).ExtractMostSignificantBits();
        int length = BitOperations.TrailingZeroCount(other);
        if (other == 0 || length == 0 || text[at + length] is not ((byte)',' or (byte)'}') || (length > 1 && text[at] == '0'))
            return false;
        number = Number(Ssse3.Shuffle(digits, WholeOrders[length]));
        Pass(ref at, length, ref usual);
        return true;
    }

    /// <summary>
    /// Goes on by a length that is nearly always the same. The processor then needn't wait for the length to be found before it reads what follows: it guesses the branch
    /// and knows the place. Worth a quarter of a message's time; a wrong guess costs about what waiting did.
    /// </summary>
    /// <param name="usual">The length the last time. No harm if two threads share it: it is a guess and nothing else.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Pass(ref int at, int length, ref int usual)
    {
        int guess = usual;
        if (length == guess)
            at += guess;
        else
            at += usual = length;
    }

    // So near the end that 16 bytes at once would be too many.
    private static bool TryReadLastWhole(ReadOnlySpan<byte> text, ref int at, out long number)
    {
        number = 0;
        int start = at;
        for (; at < text.Length && (uint)(text[at] - '0') <= 9; at++)
            number = number * 10 + (text[at] - '0');
        return at > start && at < text.Length && text[at] is (byte)',' or (byte)'}' && (at == start + 1 || text[start] != '0');
    }

    // Sixteen digits, the first one the highest: pairs, then fours, then eights.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Number(Vector128<byte> digits)
    {
        Vector128<short> pairs = Ssse3.MultiplyAddAdjacent(digits, Vector128.Create((ushort)0x010A).AsSByte());
        Vector128<int> fours = Sse2.MultiplyAddAdjacent(pairs, Vector128.Create(0x0001_0064).AsInt16());
        Vector128<ushort> packed = Sse41.PackUnsignedSaturate(fours, fours);
        Vector128<uint> eights = Sse2.MultiplyAddAdjacent(packed.AsInt16(), Vector128.Create(0x0001_2710).AsInt16()).AsUInt32();
        return (long)eights[0] * 100_000_000 + eights[1];
    }

    private static Move MoveOf(int length, int point, int places)
    {
        Span<byte> order = stackalloc byte[Lane];
        order.Fill(0x80); // a zero
        uint mustBeZero = 0;
        int fraction = Math.Max(length - point - 1, 0);
        for (int i = 0; i < point; i++)
        {
            int to = Lane - places - point + i;
            if (to >= 0)
                order[to] = (byte)i;
            else
                mustBeZero |= 1u << i;
        }

        for (int i = 0; i < fraction; i++)
        {
            if (i < places)
                order[Lane - places + i] = (byte)(point + 1 + i);
            else
                mustBeZero |= 1u << (point + 1 + i);
        }

        return new Move(Vector128.Create<byte>(order), mustBeZero);
    }

    private readonly record struct Move(Vector128<byte> Order, uint MustBeZero);
}
