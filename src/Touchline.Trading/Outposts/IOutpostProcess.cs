namespace Touchline.Trading;

/// <summary>The process at the other end of an <see cref="OutpostRelay"/>. Disposed once it has ended.</summary>
public interface IOutpostProcess : IDisposable
{
    Stream To { get; }

    Stream From { get; }

    /// <summary>At once, with what it started. Any thread, also when it has ended.</summary>
    void Kill();

    /// <summary>Whether it has ended, after so long at most.</summary>
    bool WaitForEnd(int ms);

    int Id { get; }

    /// <summary>How it ended, for people.</summary>
    string How { get; }
}
