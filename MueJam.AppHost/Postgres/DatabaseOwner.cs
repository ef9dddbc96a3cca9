using Npgsql;

namespace MueJam.AppHost.Postgres;

/// <summary>Makes a database its owner's, with all that is in it.</summary>
internal static class DatabaseOwner
{
    private const string Settings =
        "SELECT set_config('owner.name', $1, false), set_config('owner.password', $2, false)";

    /// <summary>What belongs to an extension stays the administrator's.</summary>
    private const string Statements = """
        DO $$
        DECLARE
            owner text := current_setting('owner.name');
            owner_id oid;
            statement text;
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = owner) THEN
                EXECUTE format('CREATE ROLE %I', owner);
            END IF;
            EXECUTE format(
                'ALTER ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD %L',
                owner, current_setting('owner.password'));
            EXECUTE format('GRANT pg_read_all_stats TO %I', owner);
            EXECUTE format('ALTER DATABASE %I OWNER TO %I', current_database(), owner);
            SELECT oid INTO owner_id FROM pg_roles WHERE rolname = owner;
            FOR statement IN
                SELECT format('ALTER TABLE %s OWNER TO %I', oid::regclass, owner) FROM pg_class
                WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm') AND relowner <> owner_id
                    AND NOT EXISTS (
                        SELECT FROM pg_depend
                        WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e')
                UNION ALL
                SELECT format('ALTER ROUTINE %s OWNER TO %I', oid::regprocedure, owner) FROM pg_proc
                WHERE pronamespace = 'public'::regnamespace AND proowner <> owner_id
                    AND NOT EXISTS (
                        SELECT FROM pg_depend
                        WHERE classid = 'pg_proc'::regclass AND objid = pg_proc.oid AND deptype = 'e')
            LOOP
                EXECUTE statement;
            END LOOP;
        END $$
        """;

    /// <summary>Makes the login if it is missing, and the database and all that was made in it its own.</summary>
    /// <exception cref="NpgsqlException">The server refused, or did not answer.</exception>
    public static async Task EnsureAsync(PostgresDatabaseResource database, CancellationToken cancellationToken)
    {
        var owner = database.Owner();
        await using var connection = new NpgsqlConnection(
            $"{await database.ConnectionStringExpression.GetValueAsync(cancellationToken)};Pooling=false"
        );
        await connection.OpenAsync(cancellationToken);
        var verifier = await ScramVerifier.OfAsync(owner.Password, cancellationToken);
        await using var settings = new NpgsqlCommand(Settings, connection)
        {
            Parameters =
            {
                new() { Value = owner.User },
                new() { Value = verifier },
            },
        };
        await settings.ExecuteNonQueryAsync(cancellationToken);
        await using var statements = new NpgsqlCommand(Statements, connection);
        await statements.ExecuteNonQueryAsync(cancellationToken);
    }
}
