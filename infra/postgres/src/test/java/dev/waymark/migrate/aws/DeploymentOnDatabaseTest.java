package dev.waymark.migrate.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.migrate.AdminAccess;
import dev.waymark.migrate.Roles;
import dev.waymark.postgres.EmbeddedServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// On a server of its own, because roles belong to the whole server.
class DeploymentOnDatabaseTest {
    private static final String OPERATOR_KEY = "{\"api_key\": \"0123456789abcdefghijklmnopqrstuvwxyzABCDEFG\"}";

    @Test
    void aDeployLetsEveryLoginRoleInByIamAndStoresTheOperatorKeyOnce() throws SQLException {
        try (EmbeddedServer server = EmbeddedServer.throwAway()) {
            AdminAccess admin = server.database("deployed");
            try (Connection connection = admin.open();
                    Statement statement = connection.createStatement()) {
                // as RDS names the role whose members log in by IAM
                statement.execute("create role rds_iam");
                Deployment deployment = deployment(admin);

                deployment.run();
                deployment.run();

                assertThat(texts(statement, """
                        select member.rolname
                          from pg_auth_members
                          join pg_roles member on member.oid = member
                          join pg_roles role on role.oid = roleid
                         where role.rolname = 'rds_iam'
                           and member.rolname <> current_user
                        """)).containsExactlyInAnyOrderElementsOf(Roles.LOGINS);
                statement.execute("set role waymark_owner");
                statement.execute("set waymark.tenant_id = '00000000-0000-0000-0000-000000000000'");
                assertThat(texts(statement, "select prefix from api_keys")).containsExactly("0123456789a");
            }
        }
    }

    private static Deployment deployment(AdminAccess admin) {
        Map<String, String> secrets = Map.of(
                "arn:db",
                "{\"username\": \"%s\", \"password\": \"%s\"}".formatted(admin.user(), admin.password()),
                "arn:operator",
                OPERATOR_KEY);
        Map<String, String> environment = Map.of(
                "WAYMARK_JDBC_URL",
                admin.url(),
                "WAYMARK_DB_SECRET_ARN",
                "arn:db",
                "WAYMARK_OPERATOR_SECRET_ARN",
                "arn:operator");
        return Deployment.onAws(environment, id -> String.valueOf(secrets.get(id)));
    }

    private static List<String> texts(Statement statement, String query) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }
}
