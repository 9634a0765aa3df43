using System.Diagnostics;
using DiffusionCourse.Models.Hub;
using DiffusionCourse.Tests.Cli;

namespace DiffusionCourse.Tests.Hub;

/// <summary>The locks that keep processes apart.</summary>
public sealed class CacheLockTests : IDisposable
{
    // What Python's filelock does on Unix, with nothing but the standard library.
    private const string PythonLock = "import fcntl, os, sys; fd = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT); fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB); print('held', flush=True); sys.stdin.readline()";
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task One_holds_it_and_the_other_waits()
    {
        var path = _folder.File("locks/a.lock");
        var first = CacheLock.TryTake(path);
        Assert.NotNull(first);
        Assert.Null(CacheLock.TryTake(path));
        var told = 0;
        var second = CacheLock.TakeAsync(path, () => told++, CancellationToken.None);
        await Task.Delay(250);
        Assert.False(second.IsCompleted);
        first.Dispose();
        using var taken = await second;
        Assert.Equal(1, told);
    }

    [Fact]
    public async Task Python_and_the_course_lock_each_other_out()
    {
        var path = _folder.File("b.lock");
        using (var python = StartPython(path))
        {
            if (python is null)
            {
                Assert.False(Integration.Required, "python3 is needed.");
                return;
            }

            Assert.Equal("held", await python.StandardOutput.ReadLineAsync());
            Assert.Null(CacheLock.TryTake(path));
            python.Kill();
            await python.WaitForExitAsync();
        }

        using var mine = CacheLock.TryTake(path);
        Assert.NotNull(mine);
        using var late = StartPython(path)!;
        Assert.Null(await late.StandardOutput.ReadLineAsync());
        await late.WaitForExitAsync();
        Assert.NotEqual(0, late.ExitCode);
    }

    public void Dispose() => _folder.Dispose();

    private static Process? StartPython(string path)
    {
        try
        {
            return OperatingSystem.IsWindows() ? null
                : Process.Start(new ProcessStartInfo("python3", ["-c", PythonLock, path]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
