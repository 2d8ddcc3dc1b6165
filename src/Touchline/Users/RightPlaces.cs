namespace Touchline.Users;

/// <summary>From which addresses users logged in rightly not long ago: the newest few of each. Only who knows a password adds to it. Not for several threads.</summary>
internal sealed class RightPlaces
{
    public const int MostOfUser = 16;

    public static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    private readonly Dictionary<string, List<(string Address, TimeSpan At)>> _places = [];

    public void Add(string user, string address, TimeSpan now)
    {
        if (!_places.TryGetValue(user, out List<(string Address, TimeSpan At)>? places))
            _places[user] = places = [];
        places.RemoveAll(p => p.Address == address);
        places.Add((address, now));
        if (places.Count > MostOfUser)
            places.RemoveAt(0);
    }

    public bool Has(string user, string address, TimeSpan now) => _places.TryGetValue(user, out List<(string Address, TimeSpan At)>? places) && places.Exists(p => p.Address == address && now - p.At < Kept);
}
