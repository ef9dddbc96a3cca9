using MueJam.Operations.Doctor;

namespace MueJam.Tests.Operations;

/// <summary>Which finding is a cause and which its effect.</summary>
public sealed class DiagnosisTests
{
    private const string Remedy = "Mend it.";

    [Fact]
    public void What_fails_with_another_is_its_effect_over_any_number_of_steps()
    {
        var redis = new Finding("redis is stopped", Remedy) { About = "redis" };
        var api = new Finding("api is degraded", Remedy) { About = "api", Because = ["postgres", "redis"] };
        var target = new Finding("the target is down", Remedy) { About = "api" };
        var diagnosis = new Diagnosis([api, target, redis]);
        Assert.Equal([redis], diagnosis.Causes);
        Assert.Equal([api, target], diagnosis.EffectsOf(redis));
    }

    [Fact]
    public void Two_that_are_wrong_by_themselves_are_two_findings()
    {
        var redis = new Finding("redis is stopped", Remedy) { About = "redis" };
        var grafana = new Finding("grafana is stopped", Remedy) { About = "grafana" };
        Assert.Equal([redis, grafana], new Diagnosis([redis, grafana]).Causes);
    }

    [Fact]
    public void What_is_worth_knowing_is_no_cause_and_what_is_well_no_effect()
    {
        var note = new Finding("grafana is not available", Remedy, IsAdvice: true) { About = "grafana" };
        var target = new Finding("the target is down", Remedy) { About = "grafana" };
        var well = new Finding("Grafana answers") { About = "grafana" };
        var diagnosis = new Diagnosis([note, target, well]);
        Assert.Equal([target], diagnosis.Causes);
        Assert.Equal(well, diagnosis.CauseOf(well));
    }

    [Fact]
    public void Two_that_wait_for_each_other_do_not_hold_the_doctor_up()
    {
        var one = new Finding("one waits", Remedy) { About = "one", Because = ["other"] };
        var other = new Finding("the other waits", Remedy) { About = "other", Because = ["one"] };
        _ = new Diagnosis([one, other]).CauseOf(one);
    }
}
