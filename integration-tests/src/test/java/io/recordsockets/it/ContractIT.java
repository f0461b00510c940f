package io.recordsockets.it;

import io.recordsockets.it.contract.AdaptorContract;
import io.recordsockets.it.contract.CloseContract;
import io.recordsockets.it.contract.ConnectContract;
import io.recordsockets.it.contract.IdentityContract;
import io.recordsockets.it.contract.InterruptContract;
import io.recordsockets.it.contract.OptionContract;
import io.recordsockets.it.contract.OtherChannelContract;
import io.recordsockets.it.contract.ReadWriteContract;
import io.recordsockets.it.contract.RegistrationContract;
import io.recordsockets.it.contract.SelectorContract;
import io.recordsockets.it.contract.SelectorReadinessContract;
import io.recordsockets.it.contract.TransferContract;
import io.recordsockets.it.contract.VirtualThreadContract;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** Whatever an application can observe of a channel or a selector is the same with and without the agent. */
class ContractIT {
    @TestFactory
    Stream<DynamicNode> keepsTheContractOfTheJdk() {
        return SuiteRun.everywhere(
                World.ALL,
                AdaptorContract.class,
                CloseContract.class,
                ConnectContract.class,
                IdentityContract.class,
                InterruptContract.class,
                OptionContract.class,
                OtherChannelContract.class,
                ReadWriteContract.class,
                RegistrationContract.class,
                SelectorContract.class,
                SelectorReadinessContract.class,
                TransferContract.class,
                VirtualThreadContract.class);
    }
}
