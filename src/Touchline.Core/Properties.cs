using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Touchline.Trading")]
[assembly: InternalsVisibleTo("Touchline.Core.Tests")]
