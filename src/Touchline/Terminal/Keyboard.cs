namespace Touchline.Terminal;

/// <summary>Keys as they are pressed, without waiting for them. The terminal doesn't show them while they are read here.</summary>
internal sealed class Keyboard(bool isThere)
{
    private bool _isThere = isThere;

    public bool HasKey
    {
        get
        {
            try
            {
                return _isThere && Console.KeyAvailable;
            }
            catch (Exception e) when (e is InvalidOperationException or IOException)
            {
                _isThere = false; // the terminal has gone
                return false;
            }
        }
    }

    public bool TryRead(out ConsoleKeyInfo key)
    {
        key = default;
        if (!HasKey)
            return false;
        try
        {
            key = Console.ReadKey(intercept: true);
            return true;
        }
        catch (Exception e) when (e is InvalidOperationException or IOException)
        {
            _isThere = false;
            return false;
        }
    }
}
