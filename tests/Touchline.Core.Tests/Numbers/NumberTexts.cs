using System.Text;

namespace Touchline.Core.Tests;

/// <summary>Random texts as venues send them and as they never should: most are numbers, some nearly, a few are garbage.</summary>
internal sealed class NumberTexts(Random random)
{
    private const string Garbage = "0123456789..--++eE xNaInfinity,_\t\0";

    public string Next()
    {
        int dice = random.Next(100);
        if (dice < 55)
            return Venue();
        if (dice < 90)
            return Odd();
        string text = dice < 96 ? Spoil(dice < 93 ? Venue() : Odd()) : "";
        while (dice >= 96 && random.Next(12) > 0)
            text += Garbage[random.Next(Garbage.Length)];
        return text;
    }

    private string Venue()
    {
        string whole = random.NextInt64(0, 1L << random.Next(1, 40)).ToString();
        return random.Next(5) == 0 ? whole : $"{whole}.{Digits(random.Next(1, 13))}";
    }

    private string Odd()
    {
        var text = new StringBuilder();
        if (random.Next(4) == 0)
            text.Append('-');
        text.Append('0', random.Next(3) == 0 ? random.Next(0, 8) : 0);
        text.Append(Digits(random.Next(0, random.Next(3) == 0 ? 24 : 10)));
        if (random.Next(3) > 0)
        {
            text.Append('.');
            text.Append('0', random.Next(3) == 0 ? random.Next(0, 20) : 0);
            text.Append(Digits(random.Next(0, random.Next(3) == 0 ? 24 : 10)));
            text.Append('0', random.Next(3) == 0 ? random.Next(0, 20) : 0);
        }

        if (random.Next(4) == 0)
            text.Append(random.Next(2) == 0 ? 'e' : 'E').Append(random.Next(3) switch { 0 => "-", 1 => "+", _ => "" }).Append(random.Next(0, random.Next(5) == 0 ? 1200 : 30));
        return text.ToString();
    }

    private string Spoil(string text)
    {
        if (text.Length == 0)
            return text;
        int at = random.Next(text.Length);
        char other = Garbage[random.Next(Garbage.Length)];
        return random.Next(3) switch
        {
            0 => text.Remove(at, 1),
            1 => text.Insert(at, other.ToString()),
            _ => text[..at] + other + text[(at + 1)..],
        };
    }

    private string Digits(int count)
    {
        Span<char> digits = stackalloc char[count];
        for (int i = 0; i < count; i++)
            digits[i] = (char)('0' + (random.Next(4) == 0 ? 0 : random.Next(10)));
        return new string(digits);
    }
}
