using MueJam.AppHost.Operations.Commands;

namespace MueJam.AppHost.Operations;

/// <summary>Every operation, in the order that the help shows.</summary>
internal static class OperationList
{
    public static IReadOnlyList<Operation> All { get; } =
    [
        new StatusOperation(),
        new ReloadOperation(),
        new TestAlertOperation(),
        new DoctorOperation(),
        new BackupOperation(),
        new RestoreOperation(),
        new CleanOperation(),
    ];
}
