using DiffusionCourse.Notebooks.Sessions;
using System.Diagnostics;
namespace DiffusionCourse.Notebooks.Tests.Sessions;
public class SmokeTests(Xunit.Abstractions.ITestOutputHelper log)
{
    [Fact]
    public async Task Smoke()
    {
        var w = Stopwatch.StartNew();
        await using var session = CellSession.Start(Path.GetTempPath());
        await session.Ready;
        log.WriteLine($"ready {w.ElapsedMilliseconds}");
        string[] cells = ["1 + 1", "var x = 3;", "x", "Console.WriteLine(x); display(x).Update(5); x.Display();", "await Task.Delay(10); new[]{1,2,3}", "y", "\nthrow new Exception(\"a\");", "int F(int n) => n == 0 ? throw new InvalidOperationException(\"deep\") : F(n-1);", "var q = 1;\nF(3)", "int x = 4; x", "string s = null; s", "Console.WriteLine()", "#!import no.dib", "#r \"no.dll\"", "Environment.FailFast(\"bye\")"];
        var n = 0;
        foreach (var cell in cells)
        {
            w.Restart();
            var o = await session.RunAsync($"cell {++n}", cell, null, x => log.WriteLine($"    {x}"));
            log.WriteLine($"{n}: {o.Error} {string.Join(" | ", o.Error?.Details ?? [])} {o.Elapsed.TotalMilliseconds:0} {w.ElapsedMilliseconds}");
        }
    }
}
