namespace Touchline.Matching;

/// <summary>
/// What events leave behind that makes others likelier: each adds its share and all of it fades. The exponential kernel of a Hawkes process
/// (Hawkes, "Spectra of some self-exciting and mutually exciting point processes", 1971), with a fading that needs no exponential function.
/// </summary>
/// <param name="seconds">In which it falls to about 1/e.</param>
/// <param name="most">Bound of the level.</param>
internal sealed class Excitement(double seconds, double most)
{
    public double Level { get; private set; }

    public void Add(double share) => Level = Math.Min(most, Level + share);

    public void Fade(double passed)
    {
        double x = passed / seconds;
        Level /= 1 + x * (1 + x * (0.5 + x / 6));
    }
}
