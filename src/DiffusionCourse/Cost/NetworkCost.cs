using DiffusionCourse.Display;

namespace DiffusionCourse.Cost;

/// <summary>
/// The operations of one call of a network, for one sample. The rule: each multiplication that is added to a sum is one
/// multiply-accumulate (MAC), and 1 MAC = 2 FLOP. Convolutions, linear layers and both matrix products of attention are
/// counted; biases, norms and element-wise work are not, the latter two are counted apart as element operations.
/// </summary>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed class NetworkCost : IHtmlDisplay
{
    internal NetworkCost(string name, IReadOnlyList<OperationCost> operations)
    {
        Name = name;
        Operations = operations;
        ByKind = Sums(operation => operation.Kind, kind => (int)kind);
        ByResolution = Sums(operation => operation.Resolution, resolution => -resolution.Positions);
        Total = operations.Aggregate(default(OperationTotal), (sum, operation) => sum + operation.Cost);
    }

    /// <summary>The network's name, such as "UNet".</summary>
    public string Name { get; }

    /// <summary>Every operation in the order of the network.</summary>
    public IReadOnlyList<OperationCost> Operations { get; }

    /// <summary>Sums for each kind of operation that occurs.</summary>
    public IReadOnlyDictionary<OperationKind, OperationTotal> ByKind { get; }

    /// <summary>Sums for each resolution, the finest first.</summary>
    public IReadOnlyDictionary<Resolution, OperationTotal> ByResolution { get; }

    /// <summary>The sum of all.</summary>
    public OperationTotal Total { get; }

    /// <summary>Multiply-accumulates of one call, in units of 1e9.</summary>
    public double GMac => Total.GMac;

    /// <summary>Learnt numbers.</summary>
    public long Parameters => Total.Parameters;

    /// <summary>The sum of one kind; zero where it does not occur.</summary>
    /// <param name="kind">The kind of operation.</param>
    public OperationTotal this[OperationKind kind] => ByKind.GetValueOrDefault(kind);

    /// <summary>Work, parameters and activations of each kind of operation.</summary>
    public HtmlTable KindTable => Table("kind", ByKind);

    /// <summary>Work, parameters and activations at each resolution.</summary>
    public HtmlTable ResolutionTable => Table("resolution", ByResolution);

    /// <inheritdoc/>
    public string ToHtml() => KindTable.ToHtml() + ResolutionTable.ToHtml();

    /// <inheritdoc/>
    public override string ToString() => $"{KindTable}\n{ResolutionTable}";

    private HtmlTable Table<TKey>(string groups, IReadOnlyDictionary<TKey, OperationTotal> totals)
        where TKey : notnull
    {
        var rows = totals.Select(entry =>
            Row(entry.Key is OperationKind kind ? OperationNames.Of(kind) : entry.Key.ToString()!, entry.Value));
        return new HtmlTable(
            $"{Name}, one call: 10⁹ multiply-accumulates (GMAC), element operations and float32 activations by {groups}",
            [groups, "GMAC", new("share", "%", "0.0"), new("elements", "10⁹"), new("parameters", null, "N0"), new("activations", "MB")],
            [.. rows, Row("all", Total)]);
    }

    private object?[] Row(string name, OperationTotal total) =>
    [
        name, total.GMac, Total.MultiplyAccumulates == 0 ? 0.0 : 100.0 * total.MultiplyAccumulates / Total.MultiplyAccumulates,
        total.ElementOperations / 1e9, total.Parameters, total.ActivationBytes(Precision.Full) / 1e6,
    ];

    private OrderedDictionary<TKey, OperationTotal> Sums<TKey>(Func<OperationCost, TKey> key, Func<TKey, long> order)
        where TKey : notnull
        => new(Operations.GroupBy(key).OrderBy(group => order(group.Key))
            .Select(group =>
                KeyValuePair.Create(group.Key, group.Aggregate(default(OperationTotal), (sum, operation) => sum + operation.Cost))));
}
